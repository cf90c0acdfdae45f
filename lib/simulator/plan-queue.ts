import { type Batch, isFinalAt } from "./batch";

const tickMs = 10;

type Options = { messagesPerSecond: () => number; onMessage: (batch: Batch, index: number) => void };

/**
 * The plan's queue: first in, first out, drained at so many messages (not batches) a second, as Sinch does.
 * A quiet time earns no burst.
 */
export class PlanQueue {
  #waiting: Batch[] = [];
  #timer: NodeJS.Timeout | undefined;
  #tokens = 0;
  #lastAt = 0;
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  get depth(): number {
    return this.#waiting.reduce((sum, batch) => sum + batch.recipients.length - batch.drained, 0);
  }

  add(batch: Batch): void {
    this.#waiting.push(batch);
    if (this.#timer) return;
    this.#lastAt = performance.now();
    this.#tokens = 1;
    this.#timer = setInterval(() => this.#tick(), tickMs).unref();
  }

  /** Before anything of it left. */
  remove(batch: Batch): void {
    this.#waiting = this.#waiting.filter((other) => other !== batch);
  }

  clear(): void {
    this.#stop();
    this.#waiting = [];
  }

  #tick(): void {
    const now = performance.now();
    const rate = this.#options.messagesPerSecond();
    // A stalled process catches up on half a second at most.
    this.#tokens = Math.min(this.#tokens + (rate * (now - this.#lastAt)) / 1_000, Math.max(1, rate / 2));
    this.#lastAt = now;
    let emptied = 0;
    for (const batch of this.#waiting) {
      this.#drain(batch);
      if (batch.drained < batch.recipients.length) break;
      emptied += 1;
    }
    if (emptied > 0) this.#waiting = this.#waiting.slice(emptied);
    if (this.#waiting.length === 0) this.#stop();
  }

  #drain(batch: Batch): void {
    while (batch.drained < batch.recipients.length) {
      const index = batch.drained;
      // Cancelled ones cost nothing.
      if (!isFinalAt(batch, index)) {
        if (this.#tokens < 1) return;
        this.#tokens -= 1;
        this.#options.onMessage(batch, index);
      }
      batch.drained += 1;
    }
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
