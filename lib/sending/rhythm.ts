import type { Asking } from "./pace";

/**
 * What a lane learns about itself, so that its batches leave on the dot: how long it takes to get one ready, and by how
 * much the last one missed its slot.
 */
export class Rhythm {
  // The first batch of a lane opens connections and plans statements.
  #leadMs = 150;
  #latenessMs = 0;

  /** What to tell the limiter; a miss is told once. */
  ask(): Asking {
    const asking = { lead: this.#leadMs / 1_000, lateness: this.#latenessMs / 1_000 };
    this.#latenessMs = 0;
    return asking;
  }

  get leadMs(): number {
    return this.#leadMs;
  }

  /** Follows a slow batch at once, with something to spare, and forgets it slowly. */
  prepared(ms: number): void {
    this.#leadMs = Math.min(longestLeadMs, Math.max(ms * 1.5 + 2, this.#leadMs * 0.97));
  }

  /** `shareMs` is the batch's own share of the rate: being late costs no more than not having been there. */
  left(lateByMs: number, toleratedMs: number, shareMs: number): void {
    this.#latenessMs = lateByMs <= toleratedMs ? 0 : Math.min(lateByMs - toleratedMs, shareMs);
  }
}

const longestLeadMs = 200;
