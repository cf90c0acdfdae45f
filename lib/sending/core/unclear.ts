import { lastSecondsMs } from "../rules";

/**
 * The next step for a batch of which nobody knows whether Sinch took it. It is asked for by the references of all its
 * attempts; once it was not found for long enough, another attempt is made that Sinch holds back, so that it can be taken
 * back unsent if an earlier one turns up after all. Pure: facts and the time in, one step out. Every step may be made
 * twice, and a crash between any two leaves facts from which the next step follows.
 *
 * No person gets a text twice as long as Sinch lists an attempt within `patienceMs + holdMs - checkMs` of its call, and
 * a worker looks while a held attempt's last moments pass.
 */
export type AttemptFact = {
  number: number;
  /** All instants are ms since 1970, by the database's clock. */
  startedAt: number;
  /** Sinch holds it back until then; null where it leaves at once. */
  sendAt: number | null;
  /** `open`: nobody knows, or the call is under way. `refused`: surely not taken. `withdrawn`: surely taken back unsent. */
  state: "open" | "accepted" | "refused" | "withdrawn";
  /** In the list Sinch gave just now. */
  listing: "there" | "canceled" | "absent";
  /** A worker began to take it back. */
  isWithdrawing: boolean;
  /** How many in it are still unclear. A person of whom a fact is known no longer is. */
  unclear: number;
  /** Sinch took another attempt of a person in it. */
  isProvenElsewhere: boolean;
  /** A person in it who is still unclear may no longer be texted. */
  hasLeavers: boolean;
};

export const leaves = ["open", "paused", "stopped", "canceled"] as const;
export const decisions = ["", "asked", "resend", "leave"] as const;

export type UnclearBatch = {
  attempts: readonly AttemptFact[];
  /** Sinch answered just now, for every reference. */
  isFresh: boolean;
  /** Whether texts of this campaign may leave. */
  leave: (typeof leaves)[number];
  /** How it may be sent again: held back first, or only if a person says so. */
  resend: "hold" | "ask";
  decision: (typeof decisions)[number];
  /** People of whom nobody knows whether they were texted. */
  unclear: number;
  /** Those of them who may still be texted. */
  eligible: number;
  /** The first moment at which one of them may be texted, where all of them have to wait. */
  notBefore: number | null;
  /** Nothing leaves after this. */
  expiresAt: number | null;
};

export type WithdrawReason = "found" | "second_try" | "opted_out" | "paused" | "stopped" | "canceled" | "not_verified";

export type Step =
  | { kind: "wait"; until: number; because: PostponeReason }
  /** This held attempt has left, so everybody in it was sent. */
  | { kind: "release"; attempt: number }
  | { kind: "withdraw"; attempt: number; because: WithdrawReason }
  /** A new attempt that Sinch holds back. */
  | { kind: "hold" }
  /** A new attempt that leaves at once, since a person said so. */
  | { kind: "send" }
  | { kind: "ask"; because: "policy" | "tries" | "doubtful" }
  /** No person is unclear any more, and nothing more can leave. */
  | { kind: "close" };

export type PostponeReason =
  | "listing"
  | "no_answer"
  | "held"
  | "blocked"
  | "person"
  | "nobody_left"
  | "too_late"
  | "over";

export type Timings = {
  /** When to look after the attempt; the last one is the patience after which it counts as not taken. */
  lookAfterMs: readonly number[];
  /** How long Sinch holds another attempt back. */
  holdMs: number;
  /** So long before a held one leaves everything is looked up again, in short turns. */
  checkMs: number;
  /** An attempt that could not be looked up until then is taken back unseen. */
  lastChanceMs: number;
  /** Sinch's clock and ours may differ by this. */
  skewMs: number;
};

export const timings: Timings = {
  lookAfterMs: [15_000, 60_000, 120_000, 300_000],
  holdMs: 900_000,
  checkMs: 45_000,
  lastChanceMs: 20_000,
  skewMs: 5_000,
};

/**
 * For rehearsals, so many times as fast. A lease and a call take as long as ever: whoever dies while looking is still
 * followed by somebody else before the last chance, and the last chance is long enough for a call.
 */
export function timingsAt(speed: number): Timings {
  const lastChanceMs = Math.max(timings.lastChanceMs / speed, 12_000);
  const checkMs = lastChanceMs + timings.checkMs - timings.lastChanceMs;
  return {
    lookAfterMs: timings.lookAfterMs.map((ms) => ms / speed),
    holdMs: Math.max(timings.holdMs / speed, checkMs + 2_000),
    checkMs,
    lastChanceMs,
    skewMs: Math.max(timings.skewMs / speed, 500),
  };
}

/** Attempts of which nobody knows, before a person is asked. */
const mostTries = 5;
const turnMs = 5_000;
const blockedMs = 60_000;
/** Long after, a fact may still turn up; after 13 days Sinch has forgotten it. */
const seldomMs = 15 * 60_000;
const forgottenMs = 13 * 86_400_000;
const neverMs = 100 * 365 * 86_400_000;

export function nextStep(batch: UnclearBatch, now: number, times: Timings = timings): Step {
  const attempts = sort(batch, now);
  const [gone] = attempts.left;
  if (gone) return { kind: "release", attempt: gone.number };
  const last = attempts.held.at(-1);
  if (last) return whileHeld(batch, attempts, last, now, times);
  if (!batch.isFresh) return wait(now + turnMs * 3, "no_answer");
  const waitUntil = nextLook([...attempts.open, ...attempts.doubtful], now, times);
  const [coming] = attempts.maybeHeld;
  // It has no id to take it back by until Sinch lists it.
  if (batch.unclear === 0 && coming) return wait(Math.min(now + turnMs * 3, coming.sendAt), "listing");
  if (batch.unclear === 0) return { kind: "close" };
  return whileUnclear(batch, attempts, now, waitUntil, times);
}

function whileUnclear(
  batch: UnclearBatch,
  { open, doubtful }: Sorted,
  now: number,
  waitUntil: number,
  times: Timings,
): Step {
  if (batch.decision === "leave" || batch.leave === "canceled") return wait(waitUntil, "over");
  if (batch.decision === "asked") return wait(waitUntil, "person");
  if (batch.decision === "resend") {
    return isTooLate(batch, now + lastSecondsMs)
      ? wait(waitUntil, "too_late")
      : again(batch, { kind: "send" }, now, waitUntil);
  }
  if (doubtful.length > 0) return { kind: "ask", because: "doubtful" };
  if (isPatient(open, now, times)) return wait(waitUntil, "listing");
  if (batch.resend === "ask") return { kind: "ask", because: "policy" };
  if (open.length >= mostTries) return { kind: "ask", because: "tries" };
  if (isTooLate(batch, now + times.holdMs)) return wait(waitUntil, "too_late");
  return again(batch, { kind: "hold" }, now, waitUntil);
}

function isTooLate({ expiresAt }: UnclearBatch, leavesAt: number): boolean {
  return expiresAt !== null && leavesAt >= expiresAt;
}

/** Whether a confirmation that comes now proves that nothing of this attempt was sent. */
export function isUnsentIfCanceled(attempt: Pick<AttemptFact, "sendAt">, now: number, { skewMs }: Timings): boolean {
  return attempt.sendAt !== null && now < attempt.sendAt - skewMs;
}

type Held = AttemptFact & { sendAt: number };
type Sorted = { left: AttemptFact[]; open: AttemptFact[]; doubtful: AttemptFact[]; held: Held[]; maybeHeld: Held[] };

/** `held` and `maybeHeld` by their time; the latter are also open. Whatever nobody depends on any more is left out. */
function sort({ attempts, isFresh }: UnclearBatch, now: number): Sorted {
  const sorted: Sorted = { left: [], held: [], open: [], maybeHeld: [], doubtful: [] };
  for (const attempt of attempts) {
    if (isOpen(attempt) && isHeldAt(attempt, now)) sorted.maybeHeld.push(attempt);
    if (attempt.state === "accepted" && isHeldAt(attempt, now)) sorted.held.push(attempt);
    else if (attempt.unclear > 0 || hasLeftAfterAll(attempt)) place(sorted, attempt, isFresh);
  }
  for (const list of [sorted.held, sorted.maybeHeld]) list.sort((a, b) => a.sendAt - b.sendAt);
  return sorted;
}

function place(sorted: Sorted, attempt: AttemptFact, isFresh: boolean): void {
  const isDoubtful = attempt.sendAt !== null && attempt.listing === "canceled";
  if (attempt.state === "open") sorted[isDoubtful ? "doubtful" : "open"].push(attempt);
  if (attempt.state === "accepted") sorted[hasSurelyLeft(attempt, isFresh) ? "left" : "doubtful"].push(attempt);
}

const isOpen = ({ state }: AttemptFact) => state === "open";

function isHeldAt(attempt: AttemptFact, now: number): attempt is Held {
  return attempt.sendAt !== null && attempt.sendAt > now;
}

/** A held one whose time has come, unless somebody tried to take it back and nobody knows how that ended. */
function hasSurelyLeft({ sendAt, listing, isWithdrawing }: AttemptFact, isFresh: boolean): boolean {
  if (sendAt === null || listing === "there") return true;
  return isFresh && listing === "absent" && !isWithdrawing;
}

/** A worker tried to take it back, in vain: people whom an earlier attempt reached have the text twice, which is to be said. */
function hasLeftAfterAll({ state, sendAt, listing, isWithdrawing }: AttemptFact): boolean {
  return state === "accepted" && sendAt !== null && isWithdrawing && listing === "there";
}

/** Nothing is concluded without an answer of Sinch, but what cannot be verified in time is taken back if it can be. */
function whileHeld(batch: UnclearBatch, { held }: Sorted, last: Held, now: number, times: Timings): Step {
  const because = whyWithdraw(batch, last) ?? (held.length > 1 ? "second_try" : null);
  if (because !== null) return { kind: "withdraw", attempt: last.number, because };
  if (!batch.isFresh) {
    const lastChanceAt = last.sendAt - times.lastChanceMs;
    if (now < lastChanceAt) return wait(Math.min(now + turnMs, lastChanceAt), "no_answer");
    return { kind: "withdraw", attempt: last.number, because: "not_verified" };
  }
  const checkAt = last.sendAt - times.checkMs;
  return wait(now < checkAt ? Math.min(checkAt, now + seldomMs / 3) : Math.min(now + turnMs, last.sendAt), "held");
}

function whyWithdraw(batch: UnclearBatch, held: Held): WithdrawReason | null {
  if (held.isProvenElsewhere) return "found";
  if (batch.leave !== "open") return batch.leave;
  return held.hasLeavers ? "opted_out" : null;
}

function again(batch: UnclearBatch, step: Step, now: number, waitUntil: number): Step {
  if (batch.leave !== "open") return wait(now + blockedMs, "blocked");
  if (batch.eligible > 0) return step;
  return batch.notBefore === null ? wait(waitUntil, "nobody_left") : wait(batch.notBefore, "blocked");
}

function isPatient(open: readonly AttemptFact[], now: number, { lookAfterMs }: Timings): boolean {
  return ageOf(open, now) < (lookAfterMs.at(-1) ?? 0);
}

/** Since the youngest attempt of which nobody knows. */
function ageOf(open: readonly AttemptFact[], now: number): number {
  return Math.min(...open.map((attempt) => now - attempt.startedAt));
}

function nextLook(open: readonly AttemptFact[], now: number, { lookAfterMs }: Timings): number {
  const age = ageOf(open, now);
  const next = lookAfterMs.find((after) => after > age);
  if (next !== undefined) return now - age + next;
  return now + (age < forgottenMs ? seldomMs : neverMs);
}

function wait(until: number, because: PostponeReason): Step {
  return { kind: "wait", until, because };
}
