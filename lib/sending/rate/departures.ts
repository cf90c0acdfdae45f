import "server-only";
import type { DatabaseClock } from "./database-clock";

/**
 * The calls that reach Sinch in each second. The limiter lists the last second's calls and those reserved (pace.ts); every
 * answer brings it along, and this process knows its own calls even before it has told them. So no second gets too full,
 * even where a call was late or slow on its way, and the other calls go on as reserved. No I/O; moments are on the scale of
 * `performance.now()`. A crash forgets what was not told yet: at most what one call had been late.
 */

/** [slot, when it left or is to leave, weight]: as the limiter lists it, in seconds on the database's clock. */
export type Departure = [slot: number, at: number, weight: number];

type Known = { at: number; weight: number };

/** `tookMs` is null while nobody has answered, `told` what the limiter knows of it. */
type OwnCall = { leftAt: number; weight: number; tookMs: number | null; told: Known };

/** A second, and by how much the way to Sinch may differ between two calls. */
const secondMs = 1_003;

/** Off its slot by less than this, a call is as good as punctual. */
const punctualMs = 1;

/** How much later than others a call may have arrived because it took longer: what opening a connection takes. */
const longestDelayMs = 100;

export class Departures {
  readonly #clock: DatabaseClock;
  #listed = new Map<number, Known>();
  readonly #own = new Map<number, OwnCall>();
  #usualMs = Number.POSITIVE_INFINITY;

  constructor(clock: DatabaseClock) {
    this.#clock = clock;
  }

  saw(list: readonly Departure[]): void {
    this.#listed = new Map(list.map(([slot, at, weight]) => [slot, { at: this.#clock.toLocal(at), weight }]));
  }

  /** The first moment from `from` on at which the call of this slot fits: the second up to it holds at most `most`. */
  opensAt(slot: number, weight: number, most: number, from: number): number {
    const own = [...this.#own].map(([of, call]) => [of, this.#arrival(call)] as const);
    const others = [...new Map([...this.#listed, ...own])].flatMap(([of, known]) => (of === slot ? [] : [known]));
    for (let at = from; ; ) {
      // Both times the same sum, or rounding would keep one in its second for ever.
      const inSecond = others.filter((other) => other.at + secondMs > at && other.at <= at);
      const sum = inSecond.reduce((total, other) => total + other.weight, 0);
      // A call that alone is more than the plan's second has one for itself.
      if (sum === 0 || sum + weight <= most) return at;
      at = Math.min(...inSecond.map((other) => other.at + secondMs));
    }
  }

  /** It leaves now. */
  left(slot: number, weight: number, reserved: number, now: number): void {
    for (const [of, call] of this.#own) if (call.leftAt < now - 2 * secondMs) this.#own.delete(of);
    const told = { at: this.#clock.toLocal(slot), weight: reserved };
    this.#own.set(slot, { leftAt: now, weight, tookMs: null, told });
  }

  /** Its answer is there now. */
  answered(slot: number, now: number): void {
    const call = this.#own.get(slot);
    if (!call) return;
    call.tookMs = now - call.leftAt;
    // Near the median: a way that is now quick, now slow is no reason to keep every second emptier.
    if (call.tookMs >= this.#usualMs) this.#usualMs += 1;
    else this.#usualMs = Number.isFinite(this.#usualMs) ? (this.#usualMs + call.tookMs) / 2 : call.tookMs;
  }

  /** The departures that the limiter does not know yet; each is returned once. */
  tell(): Departure[] {
    return [...this.#own].flatMap(([slot, call]) => {
      const known = this.#arrival(call);
      if (Math.abs(known.at - call.told.at) < punctualMs && known.weight === call.told.weight) return [];
      call.told = known;
      return [[slot, this.#clock.toSeconds(known.at), known.weight]];
    });
  }

  /** When it counts: what took longer than usual may have got there that much later. The first call opens the connection. */
  #arrival({ leftAt, weight, tookMs }: OwnCall): Known {
    const delayMs = tookMs === null ? 0 : Math.min(longestDelayMs, Math.max(0, tookMs - this.#usualMs));
    return { at: leftAt + delayMs, weight };
  }
}
