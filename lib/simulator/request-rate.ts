/** A bucket that fills at so many a second and holds one second's worth (or as many as said). */
export class RequestRate {
  readonly #perSecond: () => number;
  readonly #capacity: (() => number) | null;
  #tokens: number | null = null;
  #at = 0;

  constructor(perSecond: () => number, capacity: (() => number) | null = null) {
    this.#perSecond = perSecond;
    this.#capacity = capacity;
  }

  /** False when there is nothing left for now. */
  take(): boolean {
    const now = performance.now();
    const rate = this.#perSecond();
    const room = this.#capacity?.() ?? Math.max(1, rate);
    const held = this.#tokens ?? room;
    const tokens = Math.min(room, held + ((now - this.#at) / 1_000) * rate);
    this.#at = now;
    this.#tokens = tokens >= 1 ? tokens - 1 : tokens;
    return tokens >= 1;
  }

  clear(): void {
    this.#tokens = null;
  }
}
