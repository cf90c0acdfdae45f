import { performance } from "node:perf_hooks";
import { sleep } from "@/lib/clock";

/** Lets callers through evenly, at so many a second; a quiet time earns no burst. */
export function createPace(perSecond: number) {
  const gapMs = 1_000 / perSecond;
  let nextAt = 0;
  let restsUntil = 0;
  return {
    /** Resolves when it is this caller's turn, or at once when aborted. */
    async turn(signal?: AbortSignal): Promise<void> {
      const now = performance.now();
      const at = Math.max(now, nextAt);
      nextAt = at + gapMs;
      // Timers are coarse: what is due within a millisecond or two is due.
      if (at - now > 2) await sleep(at - now, signal);
    },
    /** Sinch asked for a rest: nobody's turn comes before it is over. */
    rest(ms: number): void {
      restsUntil = Math.max(restsUntil, performance.now() + ms);
      nextAt = Math.max(nextAt, restsUntil);
    },
    restLeftMs(): number {
      return Math.max(0, Math.ceil(restsUntil - performance.now()));
    },
  };
}

export type Pace = ReturnType<typeof createPace>;
