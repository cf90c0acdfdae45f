import "server-only";
/**
 * Tells when a moment of the database's clock is on this process' monotonic one. Every answer that carries the database's
 * time was made between the question and its arrival: each narrows down how far the two are apart. No I/O, no wall clock:
 * a jump of this machine's clock changes nothing, one of the database's is noticed with the next answer.
 */
export class DatabaseClock {
  #least = Number.NEGATIVE_INFINITY;
  #most = Number.POSITIVE_INFINITY;
  #seenAt = 0;

  /** `seconds` came in an answer to a question asked at `askedAt`, which arrived at `answeredAt` (both in ms). */
  saw(seconds: number, askedAt: number, answeredAt: number): void {
    const drift = Math.max(0, answeredAt - this.#seenAt) * longestDrift;
    this.#seenAt = answeredAt;
    this.#least = Math.max(this.#least - drift, askedAt - seconds * 1_000);
    this.#most = Math.min(this.#most + drift, answeredAt - seconds * 1_000);
    if (this.#least <= this.#most) return;
    this.#least = askedAt - seconds * 1_000;
    this.#most = answeredAt - seconds * 1_000;
  }

  /** In ms, on the scale of `performance.now()`. */
  toLocal(seconds: number): number {
    return seconds * 1_000 + (this.#least + this.#most) / 2;
  }

  /** The time on the database's clock; every claim brings it along. */
  now(): Date {
    return new Date(performance.now() - (this.#least + this.#most) / 2);
  }

  /** The other way round. */
  toSeconds(local: number): number {
    return (local - (this.#least + this.#most) / 2) / 1_000;
  }
}

/** Two clocks may part by so much: 100 µs a second. */
const longestDrift = 1e-4;
