import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/run/environment.ts";
import { coverageInWords } from "./coverage.ts";
import type { RunResult } from "./run.ts";
import { add, emptyTotal, type Total } from "./total.ts";

/** Several seeds at once, each in a process with a Postgres of its own: most of a run is waiting for real leases. */
export type Answer = RunResult | { seed: number; crashed: string };

type Job = { seeds: number[]; total: Total; hear: (answer: Answer, total: Total) => void };

export async function runSeeds(
  seeds: readonly number[],
  { atOnce, home, hear }: { atOnce: number; home: string; hear: Job["hear"] },
): Promise<Total> {
  const job: Job = { seeds: [...seeds], total: emptyTotal(), hear };
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
    const answer = await answerOf(child, seed);
    add(job.total, answer);
    job.hear(answer, job.total);
    if (!child.connected) return work(`${home}x`, job);
  }
  if (child.connected) child.send("stop");
  await gone;
}

/** What the slot says next; a slot that dies has failed its seed. */
function answerOf(child: ChildProcess, seed: number | null): Promise<Answer> {
  return new Promise((resolve) => {
    const onExit = () => resolve({ seed: seed ?? 0, crashed: "the process of the rehearsal died" });
    if (child.exitCode !== null || child.signalCode !== null) return onExit();
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as Answer);
    });
  });
}

export function wordsOf(answer: Answer): string {
  if ("crashed" in answer) return `seed ${answer.seed} CRASHED: ${answer.crashed}`;
  const { seed, people, seconds, faults, duplicates, lost, unexplained, recoveriesMs, fullestSecond } = answer;
  const wrong = duplicates + lost + unexplained.length;
  const verdict = wrong === 0 ? "ok" : `FAILED: ${duplicates} duplicates, ${lost} lost; ${unexplained.join("; ")}`;
  const slowest = recoveriesMs.length === 0 ? "" : `, recovered in ${Math.max(...recoveriesMs)} ms`;
  const { decidedTwice, coverage } = answer;
  const twice = decidedTwice === 0 ? "" : `, ${decidedTwice} twice since a person said so`;
  const fullest = fullestSecond === null ? "" : `, fullest second ${fullestSecond.toFixed(3)} of the plan`;
  return `seed ${seed}: ${people} people, ${seconds} s, ${Object.keys(faults).join(" ")}${slowest}${fullest}${coverageInWords(coverage)}${twice}: ${verdict}`;
}
