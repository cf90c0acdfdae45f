import { faultPoints } from "@/lib/fault-points";
import { type Coverage, noCoverage, plus } from "./coverage.ts";
import { userActions } from "./plan-faults.ts";
import type { RunResult } from "./run.ts";

/** What all runs together came to. */
export type Total = {
  runs: number;
  faults: Record<string, number>;
  duplicates: number;
  decidedTwice: number;
  lost: number;
  unexplained: number;
  recoveriesMs: number[];
  /** Of the quiet runs on a machine that was quiet as well; null without any. */
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
    unexplained: 0,
    recoveriesMs: [],
    fullestSecond: null,
    coverage: noCoverage,
    failed: [],
  };
}

export function add(total: Total, answer: RunResult | { seed: number; crashed: string }): void {
  total.runs += 1;
  if ("crashed" in answer) {
    total.unexplained += 1;
    total.failed.push(answer.seed);
    return;
  }
  for (const [kind, times] of Object.entries(answer.faults)) total.faults[kind] = (total.faults[kind] ?? 0) + times;
  total.duplicates += answer.duplicates;
  total.decidedTwice += answer.decidedTwice;
  total.lost += answer.lost;
  total.unexplained += answer.unexplained.length;
  total.recoveriesMs.push(...answer.recoveriesMs);
  if (answer.fullestSecond !== null) total.fullestSecond = Math.max(total.fullestSecond ?? 0, answer.fullestSecond);
  total.coverage = plus(total.coverage, answer.coverage);
  if (answer.duplicates + answer.lost + answer.unexplained.length > 0) total.failed.push(answer.seed);
}

/** Where no worker died or froze. */
export function pointsNotHit({ faults }: Total): string[] {
  return faultPoints.filter((point) => faults[`at ${point}`] === undefined);
}

/** The one line of JSON. */
export function summaryOf(total: Total) {
  const real = Object.entries(total.faults).filter(([kind]) => !userActions.some((action) => kind.startsWith(action)));
  const faults = real.reduce((sum, [, times]) => sum + times, 0);
  const { runs, duplicates, decidedTwice, lost, unexplained, recoveriesMs, coverage } = total;
  const worstRecoveryMs = Math.max(0, ...recoveriesMs);
  const points = `${faultPoints.length - pointsNotHit(total).length} of ${faultPoints.length}`;
  const fullestSecond = total.fullestSecond && Math.round(total.fullestSecond * 1_000) / 1_000;
  const result = { runs, faults, duplicates, lost, unexplained, worstRecoveryMs };
  return { ...result, faultPoints: points, fullestSecond, decidedTwice, ...coverage };
}
