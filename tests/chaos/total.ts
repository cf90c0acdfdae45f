import type { RunResult } from "./run.ts";

/** What all runs together came to. */
export type Total = {
  runs: number;
  faults: Record<string, number>;
  duplicates: number;
  lost: number;
  unexplained: number;
  recoveriesMs: number[];
  failed: number[];
};

export function emptyTotal(): Total {
  return { runs: 0, faults: {}, duplicates: 0, lost: 0, unexplained: 0, recoveriesMs: [], failed: [] };
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
  total.lost += answer.lost;
  total.unexplained += answer.unexplained.length;
  total.recoveriesMs.push(...answer.recoveriesMs);
  if (answer.duplicates + answer.lost + answer.unexplained.length > 0) total.failed.push(answer.seed);
}

/** What people do meanwhile is no fault. */
const deeds = ["stop_words", "edit", "pause", "cancel"];

/** The one line of JSON. */
export function summaryOf(total: Total) {
  const real = Object.entries(total.faults).filter(([kind]) => !deeds.includes(kind));
  const faults = real.reduce((sum, [, times]) => sum + times, 0);
  const { runs, duplicates, lost, unexplained, recoveriesMs } = total;
  return { runs, faults, duplicates, lost, unexplained, worstRecoveryMs: Math.max(0, ...recoveriesMs) };
}
