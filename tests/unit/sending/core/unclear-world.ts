import {
  type AttemptFact,
  isUnsentIfCanceled,
  nextStep,
  type Step,
  timings,
  type UnclearBatch,
} from "@/lib/sending/core/unclear";

/**
 * A batch, its worker and a Sinch that does whatever the script says, on a clock of its own. The worker keeps to what
 * lib/sending does: intent before the call, facts as they come, and after a crash nothing but the rows.
 */
export type Script = {
  /** Whether Sinch took the first call, and after how many seconds it lists each attempt. */
  isFirstTaken: boolean;
  lagSeconds: number[];
  /** What goes wrong, one number for each thing that may: consumed in order, then nothing goes wrong any more. */
  troubles: number[];
  /** Seconds after which each of three people opts out; beyond the end for never. */
  optOutSeconds: number[];
  pauses: { from: number; to: number }[];
  canceledAtSeconds: number | null;
  /** Sinch's clock ahead of ours. */
  skewMs: number;
  /** How much trouble there may be while a held attempt's last moments pass; null for any amount. */
  troublesPerCheck: number | null;
  resend: "hold" | "ask";
};

type AtSinch = {
  number: number;
  to: number[];
  sendAt: number | null;
  acceptedAt: number;
  listedAt: number;
  canceledAt: number | null;
};
type Row = {
  number: number;
  startedAt: number;
  sendAt: number | null;
  outcome: "open" | "accepted" | "refused";
  to: number[];
  isWithdrawing: boolean;
  withdrawn: boolean;
};

const second = 1_000;
const people = [0, 1, 2];
class Crash extends Error {}

export class World {
  now = 0;
  readonly sinch: AtSinch[] = [];
  readonly rows: Row[] = [];
  /** Who counts as sent, and by which attempt. */
  readonly sent = new Map<number, number>();
  /** Intents with the time they were committed at. */
  readonly intents: { number: number; at: number; to: number[] }[] = [];
  isAsked: string | null = null;
  isClosed = false;
  #dueAt = 15 * second;
  #used = 0;
  #troubleOf = new Map<number, number>();
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
    this.rows.push({
      number: 1,
      startedAt: 0,
      sendAt: null,
      outcome: "open",
      to: people,
      isWithdrawing: false,
      withdrawn: false,
    });
    if (script.isFirstTaken) this.#take(1, null, people, 0);
  }

  run(rounds: number): void {
    for (let round = 0; round < rounds && !this.isClosed; round++) {
      this.now = Math.max(this.now, this.#dueAt) + this.#upTo(2 * second);
      try {
        this.#round();
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
    }
  }

  /** Who was really texted, once for each text. */
  texts(): number[] {
    return this.sinch.filter((batch) => this.hasLeft(batch.number)).flatMap((batch) => batch.to);
  }

  hasLeft(number: number): boolean {
    const batch = this.sinch.find((each) => each.number === number);
    if (!batch) return false;
    const leavesAt = Math.max(batch.sendAt ?? 0, batch.acceptedAt);
    return leavesAt <= this.#sinchNow() && (batch.canceledAt === null || batch.canceledAt >= leavesAt);
  }

  isOut(person: number, at = this.now): boolean {
    return at >= (this.#script.optOutSeconds[person] ?? 0) * second;
  }

  leave(at = this.now): UnclearBatch["leave"] {
    const { canceledAtSeconds, pauses } = this.#script;
    if (canceledAtSeconds !== null && at >= canceledAtSeconds * second) return "canceled";
    return pauses.some(({ from, to }) => at >= from * second && at < to * second) ? "paused" : "open";
  }

  #round(): void {
    this.#dueAt = this.now + 15 * second;
    const isFresh = this.#look();
    this.#maybeCrash();
    const step = nextStep(this.#facts(isFresh), this.now);
    this.#make(step);
  }

  #make(step: Step): void {
    switch (step.kind) {
      case "wait":
        this.#dueAt = step.until;
        return;
      case "release":
        this.#markSent(step.attempt);
        this.#dueAt = this.now;
        return;
      case "close":
        this.isClosed = true;
        return;
      case "ask":
        this.isAsked = step.because;
        this.#dueAt = this.now;
        return;
      case "withdraw":
        this.#withdraw(step.attempt);
        return;
      case "hold":
        this.#hold();
        return;
      case "send":
        throw new Error("nobody said so");
    }
  }

  #listing: Map<number, AttemptFact["listing"]> = new Map();

  #look(): boolean {
    this.now += this.#upTo(2 * second);
    if (this.#goesWrong(4) === 1) return false;
    this.#listing = new Map();
    for (const batch of this.sinch) {
      if (batch.listedAt > this.now) continue;
      this.#listing.set(batch.number, batch.canceledAt === null ? "there" : "canceled");
      const row = this.#row(batch.number);
      if (row.outcome === "open" && batch.canceledAt === null) {
        row.outcome = "accepted";
        if (row.sendAt === null || row.sendAt <= this.now) this.#markSent(row.number);
      }
      if (batch.canceledAt !== null && isUnsentIfCanceled(row, this.now, timings)) row.withdrawn = true;
    }
    return true;
  }

  #facts(isFresh: boolean): UnclearBatch {
    const unclear = people.filter((person) => !this.sent.has(person));
    return {
      attempts: this.rows.map((row) => ({
        number: row.number,
        startedAt: row.startedAt,
        sendAt: row.sendAt,
        state: row.withdrawn ? "withdrawn" : row.outcome,
        listing: (isFresh ? this.#listing.get(row.number) : undefined) ?? "absent",
        isWithdrawing: row.isWithdrawing,
        unclear: this.#unclear(row).length,
        isProvenElsewhere: row.to.some((person) => this.sent.has(person) && this.sent.get(person) !== row.number),
        hasLeavers: this.#unclear(row).some((person) => this.isOut(person)),
      })),
      isFresh,
      leave: this.leave(),
      resend: this.#script.resend,
      decision: this.isAsked === null ? "" : "asked",
      unclear: unclear.length,
      eligible: unclear.filter((person) => !this.isOut(person)).length,
      notBefore: null,
      expiresAt: null,
    };
  }

  #markSent(number: number): void {
    for (const person of this.#unclear(this.#row(number))) this.sent.set(person, number);
  }

  #unclear({ to }: Row): number[] {
    return to.filter((person) => !this.sent.has(person));
  }

  #hold(): void {
    if (this.leave() !== "open") return;
    const to = people.filter((person) => !this.sent.has(person) && !this.isOut(person));
    const number = this.rows.length + 1;
    const sendAt = this.now + timings.holdMs;
    const row: Row = {
      number,
      startedAt: this.now,
      sendAt,
      outcome: "open",
      to,
      isWithdrawing: false,
      withdrawn: false,
    };
    this.rows.push(row);
    this.intents.push({ number, at: this.now, to });
    this.#dueAt = this.now + 45 * second;
    this.#maybeCrash();
    const takenAt = this.now + this.#upTo(10 * second);
    const trouble = this.#goesWrong(6);
    if (trouble !== 1 && trouble !== 2) this.#take(number, sendAt, to, takenAt);
    this.now = takenAt + this.#upTo(20 * second);
    this.#maybeCrash();
    if (trouble === 1) row.outcome = "refused";
    // 2: not taken, 3: taken; nobody heard either way.
    if (trouble === 2 || trouble === 3) this.#dueAt = this.now;
    else if (trouble === 1) this.#dueAt = this.now + second;
    else {
      row.outcome = "accepted";
      this.#dueAt = sendAt - timings.checkMs;
    }
  }

  #withdraw(number: number): void {
    const row = this.#row(number);
    row.isWithdrawing = true;
    this.#maybeCrash();
    const batch = this.sinch.find((each) => each.number === number);
    const trouble = this.#goesWrong(5);
    this.now += this.#upTo(2 * second);
    // Done too late it changes nothing, whatever the answer says.
    if (batch && trouble !== 1) batch.canceledAt ??= this.#sinchNow();
    this.now += this.#upTo(2 * second);
    this.#maybeCrash();
    this.#dueAt = this.now + 5 * second;
    if (!batch || trouble === 1 || trouble === 2) return;
    if (!isUnsentIfCanceled(row, this.now, timings)) return;
    row.withdrawn = true;
    this.#dueAt = this.now;
  }

  #take(number: number, sendAt: number | null, to: number[], acceptedAt: number): void {
    const { lagSeconds } = this.#script;
    const lag = (lagSeconds[(number - 1) % lagSeconds.length] ?? 0) * second;
    const startedAt = this.#row(number).startedAt;
    const listedAt = Math.max(acceptedAt, startedAt + lag);
    this.sinch.push({ number, sendAt, to, acceptedAt: acceptedAt + this.#script.skewMs, listedAt, canceledAt: null });
  }

  #row(number: number): Row {
    const row = this.rows[number - 1];
    if (!row) throw new Error(`no attempt ${number}`);
    return row;
  }

  #sinchNow(): number {
    return this.now + this.#script.skewMs;
  }

  #maybeCrash(): void {
    if (this.#goesWrong(12) === 1) throw new Crash();
  }

  /** A number below `kinds`; 1 and up are troubles. */
  #goesWrong(kinds: number): number {
    const { troublesPerCheck, troubles } = this.#script;
    const trouble = (troubles[this.#used++] ?? 0) % kinds;
    const checked = this.rows.find(
      (row) => row.sendAt !== null && row.sendAt > this.now && this.now > row.sendAt - timings.checkMs - 20 * second,
    );
    if (trouble === 0 || !checked || troublesPerCheck === null) return trouble;
    const had = this.#troubleOf.get(checked.number) ?? 0;
    this.#troubleOf.set(checked.number, had + 1);
    return had < troublesPerCheck ? trouble : 0;
  }

  #upTo(ms: number): number {
    return ((this.#script.troubles[this.#used++] ?? 0) / 100) * ms;
  }
}
