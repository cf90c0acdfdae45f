import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/run/environment.ts";
import { endProcessesOf } from "./cleanup.ts";
import { add, emptyTotal, type Total } from "./total.ts";
import type { Outcome } from "./verdict.ts";

/** Several seeds at once, each in a process with a Postgres of its own: most of a run is waiting for real leases. */
type Job = { seeds: number[]; total: Total; onOutcome: (outcome: Outcome, total: Total) => void };

export async function runSeeds(
  seeds: readonly number[],
  { atOnce, home, onOutcome }: { atOnce: number; home: string; onOutcome: Job["onOutcome"] },
): Promise<Total> {
  const job: Job = { seeds: [...seeds], total: emptyTotal(), onOutcome };
  const slots = Array.from({ length: Math.min(atOnce, seeds.length) }, (_, slot) => join(home, `slot-${slot}`));
  await Promise.all(slots.map((folder) => work(folder, job)));
  return job.total;
}

async function work(home: string, job: Job): Promise<void> {
  await mkdir(home, { recursive: true });
  const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "tests/chaos/slot.ts", home], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  await answerOf(child, null);
  for (let seed = job.seeds.shift(); seed !== undefined; seed = job.seeds.shift()) {
    if (child.connected) child.send(seed);
    const outcome = await answerOf(child, seed);
    add(job.total, outcome);
    job.onOutcome(outcome, job.total);
    if (!child.connected) return replace(home, job);
  }
  if (child.connected) child.send("stop");
  await gone;
}

/** A dead slot leaves its server and its frozen workers. Its folder stays for the logs. */
async function replace(home: string, job: Job): Promise<void> {
  await endProcessesOf(home);
  await work(`${home}x`, job);
}

/** The next message of the slot. A slot that dies has failed its seed. */
function answerOf(child: ChildProcess, seed: number | null): Promise<Outcome> {
  return new Promise((resolve) => {
    const onExit = () => resolve({ seed: seed ?? 0, crashed: "the process of the rehearsal died" });
    if (child.exitCode !== null || child.signalCode !== null) return onExit();
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as Outcome);
    });
  });
}
