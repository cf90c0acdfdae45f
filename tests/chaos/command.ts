import { availableParallelism } from "node:os";
import { runModel } from "../unit/sending/core/model/run.ts";
import { million } from "./million.ts";
import { keepLogs, openRunFolder } from "./run-folder.ts";
import { keepFailed } from "./seeds.ts";
import { runSeeds } from "./slots.ts";
import { pointsNotHit, summaryOf, type Total } from "./total.ts";
import { reportOf } from "./verdict.ts";

/**
 * `npm run chaos -- --million [--people N]`: the one recorded run, see million.ts.
 * `npm run chaos -- --runs N --seed S [--at-once K] [--folder PATH]`: the seeds S, S+1, … Failing ones are printed and kept in
 * seeds.json, which `npm test` replays. `npm run chaos -- --model N [--seed S]` drives the pure core of the engine instead, through
 * N sequences.
 */
export async function chaos(args: string[]): Promise<boolean> {
  if (args.includes("--million")) return million(numberAfter(args, "--people", 1_000_000));
  if (args.includes("--model")) return model(args);
  const runs = numberAfter(args, "--runs", 20);
  const first = numberAfter(args, "--seed", 1);
  const seeds = Array.from({ length: runs }, (_, index) => first + index);
  const folder = await openRunFolder(textAfter(args, "--folder"));
  try {
    const total = await runSeeds(seeds, {
      atOnce: numberAfter(args, "--at-once", availableParallelism() * 2),
      home: folder.home,
      onOutcome: (outcome, soFar) => console.log(`${soFar.runs}/${runs} ${reportOf(outcome)}`),
    });
    await report(total, folder.home);
    return total.failed.length === 0;
  } finally {
    await folder.close();
  }
}

async function report(total: Total, home: string): Promise<void> {
  console.table(Object.fromEntries(Object.entries(total.faults).sort()));
  const missed = pointsNotHit(total);
  console.log(missed.length === 0 ? "every fault point was hit" : `fault points not hit: ${missed.join(", ")}`);
  if (total.failed.length > 0) {
    const logs = await keepLogs(home);
    console.log(`failing seeds: ${total.failed.join(", ")}; logs of their workers are in ${logs}`);
    keepFailed(total.failed);
  }
  console.log(JSON.stringify(summaryOf(total)));
}

function model(args: string[]): boolean {
  const { failure, ...result } = runModel(numberAfter(args, "--model", 100_000), numberAfter(args, "--seed", 1));
  if (failure) console.log(failure);
  console.log(JSON.stringify({ ...result, failed: failure === null ? 0 : 1 }));
  return failure === null;
}

function textAfter(args: string[], name: string): string | undefined {
  return args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
}

function numberAfter(args: string[], name: string, otherwise: number): number {
  const value = Number(args[args.indexOf(name) + 1]);
  return args.includes(name) && Number.isInteger(value) && value > 0 ? value : otherwise;
}
