import type { DatabaseClock } from "./database-clock";

/**
 * What leaves in which second. The limiter keeps a list of the last second's calls and of those reserved (pace.ts); every
 * answer brings it along, and this process knows its own calls even before it has told them. So no second gets too full,
 * even where a call was late, and whoever was not late goes on as reserved. No I/O; moments are on the scale of
 * `performance.now()`. A crash forgets what was not told yet: at most what one call had been late.
 */

/** [slot, when it left or is to leave, weight]: as the limiter lists it, in seconds on the database's clock. */
export type Departure = [slot: number, at: number, weight: number];

type Known = { at: number; weight: number };

/** A second, and by how much the way to Sinch may differ between two calls. */
const secondMs = 1_003;

/** Off its slot by less than this, a call is as good as punctual. */
const punctualMs = 1;

export class Departures {
  readonly #clock: DatabaseClock;
  #listed = new Map<number, Known>();
  readonly #own = new Map<number, Known>();
  #untold: Departure[] = [];

  constructor(clock: DatabaseClock) {
    this.#clock = clock;
  }

  saw(list: readonly Departure[]): void {
    this.#listed = new Map(list.map(([slot, at, weight]) => [slot, { at: this.#clock.toLocal(at), weight }]));
  }

  /** The first moment from `from` on at which the call of this slot fits: the second up to it holds at most `most`. */
  opensAt(slot: number, weight: number, most: number, from: number): number {
    const others = [...new Map([...this.#listed, ...this.#own])].flatMap(([of, known]) => (of === slot ? [] : [known]));
    for (let at = from; ; ) {
      // Both times the same sum, or rounding would keep one in its second for ever.
      const inSecond = others.filter((other) => other.at + secondMs > at && other.at <= at);
      const held = inSecond.reduce((sum, other) => sum + other.weight, 0);
      // A call that alone is more than the plan's second has one for itself.
      if (held === 0 || held + weight <= most) return at;
      at = Math.min(...inSecond.map((other) => other.at + secondMs));
    }
  }

  /** It leaves now. */
  left(slot: number, weight: number, reserved: number, now: number): void {
    for (const [of, known] of this.#own) if (known.at < now - 2 * secondMs) this.#own.delete(of);
    this.#own.set(slot, { at: now, weight });
    const isPunctual = Math.abs(now - this.#clock.toLocal(slot)) < punctualMs;
    if (!isPunctual || weight !== reserved) this.#untold.push([slot, this.#clock.toSeconds(now), weight]);
  }

  /** What the limiter does not know yet; once. */
  tell(): Departure[] {
    const untold = this.#untold;
    this.#untold = [];
    return untold;
  }
}
