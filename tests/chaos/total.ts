import { faultPoints } from "@/lib/fault-points";
import { type Coverage, noCoverage, plus } from "./coverage.ts";
import { userActions } from "./plan-faults.ts";
import { isFailed, type Outcome } from "./verdict.ts";

/** The sum of all runs. */
export type Total = {
  runs: number;
  faults: Record<string, number>;
  duplicates: number;
  decidedTwice: number;
  /** People, and acknowledged callbacks. */
  lost: number;
  /** People, and reports, of runs that still moved when their time was up. */
  unfinished: number;
  /** Runs that still moved when their time was up. */
  stillMoving: number;
  /** Runs that stood still with work left. */
  stuck: number;
  unexplained: number;
  recoveriesMs: number[];
  /** From quiet runs on a machine that was quiet as well; null without any. */
  fullestSecond: number | null;
  coverage: Coverage;
  failed: number[];
};

export function emptyTotal(): Total {
  return {
    runs: 0,
    faults: {},
    duplicates: 0,
    decidedTwice: 0,
    lost: 0,
    unfinished: 0,
    stillMoving: 0,
    stuck: 0,
    unexplained: 0,
    recoveriesMs: [],
    fullestSecond: null,
    coverage: noCoverage,
    failed: [],
  };
}

export function add(total: Total, outcome: Outcome): void {
  total.runs += 1;
  if ("crashed" in outcome) {
    total.unexplained += 1;
    total.failed.push(outcome.seed);
    return;
  }
  for (const [kind, times] of Object.entries(outcome.faults)) total.faults[kind] = (total.faults[kind] ?? 0) + times;
  total.duplicates += outcome.duplicates;
  total.decidedTwice += outcome.decidedTwice;
  total.lost += outcome.lost;
  total.unfinished += outcome.unfinished;
  total.stillMoving += outcome.ending.kind === "moving" ? 1 : 0;
  total.stuck += outcome.ending.kind === "stuck" ? 1 : 0;
  total.unexplained += outcome.unexplained.length;
  total.recoveriesMs.push(...outcome.recoveriesMs);
  const { fullestSecond } = outcome;
  if (fullestSecond !== null) total.fullestSecond = Math.max(total.fullestSecond ?? 0, fullestSecond);
  total.coverage = plus(total.coverage, outcome.coverage);
  if (isFailed(outcome)) total.failed.push(outcome.seed);
}

/** The fault points at which no worker died or froze. */
export function pointsNotHit({ faults }: Total): string[] {
  return faultPoints.filter((point) => faults[`at ${point}`] === undefined);
}

/** The one line of JSON. */
export function summaryOf(total: Total) {
  const real = Object.entries(total.faults).filter(([kind]) => !userActions.some((action) => kind.startsWith(action)));
  const faults = real.reduce((sum, [, times]) => sum + times, 0);
  const { runs, duplicates, decidedTwice, lost, unfinished, stillMoving, stuck, unexplained, recoveriesMs } = total;
  const worstRecoveryMs = Math.max(0, ...recoveriesMs);
  const points = `${faultPoints.length - pointsNotHit(total).length} of ${faultPoints.length}`;
  const fullestSecond = total.fullestSecond && Math.round(total.fullestSecond * 1_000) / 1_000;
  const result = { runs, faults, duplicates, lost, unfinished, stillMoving, stuck, unexplained, worstRecoveryMs };
  return { ...result, faultPoints: points, fullestSecond, decidedTwice, ...total.coverage };
}
