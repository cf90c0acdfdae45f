import { type Batch, isFinalAt } from "./batch";

const tickMs = 10;

/**
 * The plan's queue: first in, first out, drained at so many messages (not batches) a second, as Sinch does.
 * A quiet time earns no burst.
 */
export type PlanQueue = ReturnType<typeof createPlanQueue>;

export function createPlanQueue(rate: () => number, onMessage: (batch: Batch, index: number) => void) {
  let waiting: Batch[] = [];
  let timer: NodeJS.Timeout | undefined;
  let tokens = 0;
  let lastAt = 0;

  function tick(): void {
    const now = performance.now();
    tokens = Math.min(tokens + (rate() * (now - lastAt)) / 1_000, Math.max(1, rate() / 2));
    lastAt = now;
    let emptied = 0;
    for (const batch of waiting) {
      drain(batch);
      if (batch.drained < batch.recipients.length) break;
      emptied += 1;
    }
    if (emptied > 0) waiting = waiting.slice(emptied);
    if (waiting.length === 0) stop();
  }

  function drain(batch: Batch): void {
    while (batch.drained < batch.recipients.length) {
      const index = batch.drained;
      // Cancelled ones cost nothing.
      if (!isFinalAt(batch, index)) {
        if (tokens < 1) return;
        tokens -= 1;
        onMessage(batch, index);
      }
      batch.drained += 1;
    }
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    depth: () => waiting.reduce((sum, batch) => sum + batch.recipients.length - batch.drained, 0),
    add(batch: Batch): void {
      waiting.push(batch);
      if (timer) return;
      lastAt = performance.now();
      tokens = 1;
      timer = setInterval(tick, tickMs);
      timer.unref();
    },
    clear(): void {
      stop();
      waiting = [];
    },
  };
}
