const bucketMs = 10;

/**
 * Things that become due, in buckets of 10 ms: a hundred thousand of them cost one timer. It sleeps when
 * nothing is waiting, and does not keep the process alive.
 */
export class Calendar<Item> {
  #buckets = new Map<number, Item[]>();
  #timer: NodeJS.Timeout | undefined;
  #reached = 0;
  #size = 0;
  readonly #onDue: (item: Item) => void;

  constructor(onDue: (item: Item) => void) {
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#size;
  }

  add(dueAtMs: number, item: Item): void {
    if (!this.#timer) {
      this.#reached = Math.floor(Date.now() / bucketMs);
      this.#timer = setInterval(() => this.#tick(), bucketMs).unref();
    }
    // Never into a bucket that was already passed, so nothing is forgotten.
    const bucket = Math.max(Math.ceil(dueAtMs / bucketMs), this.#reached + 1);
    const items = this.#buckets.get(bucket);
    if (items) items.push(item);
    else this.#buckets.set(bucket, [item]);
    this.#size += 1;
  }

  clear(): void {
    this.#stop();
    this.#buckets.clear();
    this.#size = 0;
  }

  #tick(): void {
    const current = Math.floor(Date.now() / bucketMs);
    for (; this.#reached <= current && this.#buckets.size > 0; this.#reached++) {
      const items = this.#buckets.get(this.#reached);
      if (!items) continue;
      this.#buckets.delete(this.#reached);
      this.#size -= items.length;
      for (const item of items) this.#onDue(item);
    }
    if (this.#buckets.size === 0) this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
