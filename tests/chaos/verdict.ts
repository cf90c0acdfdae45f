import { coverageInWords } from "./coverage.ts";
import type { Ending } from "./patience.ts";
import type { RunResult } from "./run-result.ts";

/** The verdict on one run: what fails it, and the words for it. */

/** The result of a seed, or the error that ended it. */
export type Outcome = RunResult | { seed: number; crashed: string };

type Judged = Pick<RunResult, "duplicates" | "lost" | "unfinished" | "unexplained" | "ending">;

export function isFailed({ duplicates, lost, unfinished, unexplained, ending }: Judged): boolean {
  return ending.kind !== "settled" || duplicates + lost + unfinished + unexplained.length > 0;
}

export function verdictOf(result: Judged): string {
  if (!isFailed(result)) return "ok";
  const { duplicates, lost, unfinished, unexplained, ending } = result;
  const figures = `${duplicates} duplicates, ${lost} lost, ${unfinished} unfinished`;
  return `FAILED: ${[figures, ...endingInWords(ending), ...unexplained].join("; ")}`;
}

/** A settled run needs no words. */
function endingInWords({ kind, open, limitMs }: Ending): string[] {
  const seconds = Math.round(limitMs / 1_000);
  if (kind === "stuck") return [`STUCK, nothing moved for ${seconds} s: ${open.join(", ")}`];
  if (kind === "moving") return [`STILL MOVING at the cap of ${seconds} s: ${open.join(", ")}`];
  return [];
}

/** One line for one seed. */
export function reportOf(outcome: Outcome): string {
  if ("crashed" in outcome) return `seed ${outcome.seed} CRASHED: ${outcome.crashed}`;
  const { seed, people, seconds, faults, recoveriesMs, fullestSecond, decidedTwice, coverage } = outcome;
  const slowest = recoveriesMs.length === 0 ? "" : `, recovered in ${Math.max(...recoveriesMs)} ms`;
  const twice = decidedTwice === 0 ? "" : `, ${decidedTwice} twice since a person said so`;
  const fullest = fullestSecond === null ? "" : `, fullest second ${fullestSecond.toFixed(3)} of the plan`;
  const size = `${people} people, ${seconds} s, ${Object.keys(faults).join(" ")}`;
  return `seed ${seed}: ${size}${slowest}${fullest}${coverageInWords(coverage)}${twice}: ${verdictOf(outcome)}`;
}
