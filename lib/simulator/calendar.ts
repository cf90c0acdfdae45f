const bucketMs = 10;

/**
 * Things that become due, in buckets of 10 ms: a hundred thousand of them cost one timer. It sleeps when
 * nothing is waiting, and does not keep the process alive.
 */
export type Calendar<Item> = ReturnType<typeof createCalendar<Item>>;

export function createCalendar<Item>(onDue: (item: Item) => void) {
  const buckets = new Map<number, Item[]>();
  let timer: NodeJS.Timeout | undefined;
  let reached = 0;
  let size = 0;

  function tick(): void {
    const current = Math.floor(Date.now() / bucketMs);
    for (; reached <= current && buckets.size > 0; reached++) {
      const items = buckets.get(reached);
      if (!items) continue;
      buckets.delete(reached);
      size -= items.length;
      for (const item of items) onDue(item);
    }
    if (buckets.size === 0) stop();
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    size: () => size,
    add(dueAtMs: number, item: Item): void {
      if (!timer) {
        reached = Math.floor(Date.now() / bucketMs);
        timer = setInterval(tick, bucketMs);
        timer.unref();
      }
      // Never into a bucket that was already passed, so nothing is forgotten.
      const bucket = Math.max(Math.ceil(dueAtMs / bucketMs), reached + 1);
      const items = buckets.get(bucket);
      if (items) items.push(item);
      else buckets.set(bucket, [item]);
      size += 1;
    },
    clear(): void {
      stop();
      buckets.clear();
      size = 0;
    },
  };
}
