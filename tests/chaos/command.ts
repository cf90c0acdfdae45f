import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dataFolder, root } from "../../scripts/run/environment.ts";
import type { RunResult } from "./run.ts";
import { add, emptyTotal, summaryOf, type Total } from "./total.ts";

/**
 * `npm run chaos -- --runs N --seed S [--at-once K]`: seeds S, S+1, …, several at once, since most of a run is waiting
 * for real leases. Failing seeds are printed and kept in seeds.json, which `npm test` replays.
 */
export async function chaos(args: string[]): Promise<boolean> {
  const runs = numberAfter(args, "--runs", 20);
  const first = numberAfter(args, "--seed", 1);
  const atOnce = Math.min(runs, numberAfter(args, "--at-once", availableParallelism() * 2));
  const seeds = Array.from({ length: runs }, (_, index) => first + index);
  const home = join(dataFolder, "chaos", `run-${process.pid}`);
  await mkdir(home, { recursive: true });
  const total = emptyTotal();
  await Promise.all(Array.from({ length: atOnce }, (_, slot) => work(join(home, `slot-${slot}`), seeds, total, runs)));
  console.table(total.faults);
  if (total.failed.length === 0) await rm(home, { recursive: true, force: true });
  else {
    console.log(`failing seeds: ${total.failed.join(", ")}; logs of their workers are in ${home}`);
    keep(total.failed);
  }
  console.log(JSON.stringify(summaryOf(total)));
  return total.failed.length === 0;
}

function numberAfter(args: string[], name: string, otherwise: number): number {
  const value = Number(args[args.indexOf(name) + 1]);
  return args.includes(name) && Number.isInteger(value) && value > 0 ? value : otherwise;
}

type Answer = RunResult | { seed: number; crashed: string };

async function work(home: string, seeds: number[], total: Total, runs: number): Promise<void> {
  await mkdir(home, { recursive: true });
  const child = spawn(process.execPath, [...process.execArgv, "tests/chaos/slot.ts", home], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await answerOf(child, null);
  for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
    child.send(seed);
    const answer = await answerOf(child, seed);
    add(total, answer);
    console.log(`${total.runs}/${runs} ${wordsOf(answer)}`);
    if ("died" in answer) return work(`${home}x`, seeds, total, runs);
  }
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.send("stop");
  await gone;
}

/** What the slot says next; a slot that dies has failed its seed. */
function answerOf(child: ChildProcess, seed: number | null): Promise<Answer & { died?: true }> {
  return new Promise((resolve) => {
    const onExit = () => resolve({ seed: seed ?? 0, crashed: "the slot died", died: true });
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as Answer);
    });
  });
}

function wordsOf(answer: Answer): string {
  if ("crashed" in answer) return `seed ${answer.seed} CRASHED: ${answer.crashed}`;
  const { seed, people, seconds, faults, duplicates, lost, unexplained, recoveriesMs } = answer;
  const wrong = duplicates + lost + unexplained.length;
  const verdict = wrong === 0 ? "ok" : `FAILED: ${duplicates} duplicates, ${lost} lost; ${unexplained.join("; ")}`;
  const slowest = recoveriesMs.length === 0 ? "" : `, recovered in ${Math.max(...recoveriesMs)} ms`;
  return `seed ${seed}: ${people} people, ${seconds} s, ${Object.keys(faults).join(" ")}${slowest}: ${verdict}`;
}

const seedsFile = fileURLToPath(new URL("seeds.json", import.meta.url));

/** Kept until somebody has looked at them. */
function keep(failed: number[]): void {
  const kept = JSON.parse(readFileSync(seedsFile, "utf8")) as { replayed: number[]; failed: number[] };
  kept.failed = [...new Set([...kept.failed, ...failed])].sort((one, other) => one - other);
  writeFileSync(seedsFile, `${JSON.stringify(kept, null, 2)}\n`);
}
