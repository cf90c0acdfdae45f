import type { Coverage } from "./coverage.ts";
import type { Findings } from "./invariants.ts";
import type { Ending } from "./patience.ts";

/** One seed from launch to the last check. */
export type RunResult = Findings & {
  seed: number;
  people: number;
  seconds: number;
  faults: Record<string, number>;
  ending: Ending;
  recoveriesMs: number[];
  /** The most that Sinch took within a second, as a share of the plan's rate; null without the strict bound, see rate-check.ts. */
  fullestSecond: number | null;
  coverage: Coverage;
};
