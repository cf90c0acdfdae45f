import { type BatchState, claimLeaseSeconds, sendLeaseSeconds } from "../rules";
import type { AfterAttempt } from "./after-attempt";

/**
 * The rules of a batch: each event, and the state that it leads to. No I/O, no clock: `now` is the database's, in milliseconds.
 *
 * Seven events are decided here, on a locked row (batch/row.ts): skipped, answered, abandoned, proven, held, concluded, asked.
 * Five are single statements, and here they are their specification: claimed, renewed and released (lane/claim.ts), intended
 * (lane/attempt.ts), closed (batch/row.ts). So are two short cuts: a whole batch accepted (lane/record-accepted.ts) and a claim
 * that ran out (sweep.ts). "the statements decide what the core decides" (tests/integration/sending/core/core.test.ts) performs all
 * of them beside this file and compares the rows after every event; unclear.test.ts beside it does so for an unclear batch.
 *
 * lib/sending/unclear, batch/duplicates.ts and a person's decision write no state by themselves. They write the next look, the
 * epoch, the number of attempts and `decision`; `unclear` and `holding` follow from the event "held".
 *
 * Decisions need the batch's current epoch. Facts (a person was accepted) are taken from any worker. A batch is done only when
 * all of its people are: people to try come first, then unclear ones, then the end. An event that changes nothing returns the
 * batch as it was, with facts at most among the effects.
 */
export type Batch = {
  state: BatchState;
  epoch: number;
  attempts: number;
  leaseUntil: number | null;
  nextAttemptAt: number;
  waitReason: WaitReason;
};

/** Why a ready batch waits. */
export const waitReasons = ["", "local_time", "quiet_hours"] as const;
export type WaitReason = (typeof waitReasons)[number];

/** Of the batch's people, those who were not in the call it is about. */
export type Others = { queued: boolean; unclear: boolean };

export const nobodyElse: Others = { queued: false, unclear: false };

export type BatchEvent =
  /** `maySend`: the campaign runs, and nobody stopped all sending. */
  | { kind: "claimed"; maySend: boolean }
  | { kind: "renewed"; epoch: number; maySend: boolean }
  /** Given back untouched; `waitUntil` when everybody in it has to wait till then. */
  | { kind: "released"; epoch: number; waitUntil: number | null }
  /** `waitUntil`: some are left out of this call, since they may not be texted before. */
  | { kind: "intended"; epoch: number; maySend: boolean; waitUntil: number | null }
  /** Some may not be texted; `nobodyLeft`: nor may anybody else. `others` are those who would be left of the batch then. */
  | { kind: "skipped"; epoch: number; nobodyLeft: boolean; others: Others }
  | { kind: "answered"; epoch: number; after: AfterAttempt; others: Others }
  /** Found by the sweep. `isProven`: a delivery report said meanwhile that the call was accepted. */
  | { kind: "abandoned"; isProven: boolean; others: Others }
  /** A delivery report, or Sinch itself, says that an unclear attempt was accepted. */
  | { kind: "proven"; others: Others }
  /** Whether Sinch holds a second try back; a fact. */
  | { kind: "held"; isHeld: boolean }
  /** Looked up: nothing more of it can leave. `others` are those of whom nobody knows even so. */
  | { kind: "concluded"; epoch: number; others: Others }
  /** A person has to decide. */
  | { kind: "asked"; epoch: number }
  /** The people left are not texted any more: the campaign was canceled, or its last moment is over. */
  | { kind: "closed"; as: "canceled" | "skipped"; others: Others };

/** The moves of the batch's people. People of whom something is proven are moved by the code that learnt it. */
export type BatchEffect =
  /** Each of those in the call meets the fate that the answer gave them. */
  | { kind: "move_called" }
  /** The answer came from a worker that has no say any more: only accepted people are moved. */
  | { kind: "move_accepted" }
  | { kind: "move_skipped" }
  /** Those of the call who are still queued. */
  | { kind: "move_queued"; status: "sent" | "unclear" | "canceled" | "skipped" };

export type Decision = { batch: Batch; effects: BatchEffect[] };

export function decide(batch: Batch, event: BatchEvent, now: number): Decision {
  switch (event.kind) {
    case "claimed":
      return claimed(batch, event.maySend, now);
    case "renewed":
      if (!isClaimedBy(batch, event.epoch) || !event.maySend) return unchanged(batch);
      return to({ ...batch, leaseUntil: now + claimLeaseSeconds * 1_000 });
    case "released":
      if (!isClaimedBy(batch, event.epoch)) return unchanged(batch);
      return to(event.waitUntil === null ? ready(batch) : ready(batch, event.waitUntil, "quiet_hours"));
    case "intended":
      return intended(batch, event, now);
    case "skipped":
      return skipped(batch, event, now);
    case "answered":
      return answered(batch, event, now);
    case "abandoned":
      return abandoned(batch, event, now);
    case "proven":
      return proven(batch, event.others, now);
    case "held":
      return isUnclear(batch) ? to({ ...batch, state: event.isHeld ? "holding" : "unclear" }) : unchanged(batch);
    case "concluded":
      if (!isLookedAfterBy(batch, event.epoch) || event.others.unclear) return unchanged(batch);
      return to(settled(batch, "accepted", event.others, now));
    case "asked":
      if (!isLookedAfterBy(batch, event.epoch)) return unchanged(batch);
      return to({ ...batch, state: "unclear", nextAttemptAt: now });
    case "closed":
      if (batch.state !== "ready") return unchanged(batch);
      return to(settled(batch, "canceled", event.others, now), { kind: "move_queued", status: event.as });
  }
}

/** Whether the event had its say; facts may have been learnt all the same. */
export function isTaken(before: Batch, { batch }: Decision): boolean {
  return before !== batch;
}

function claimed(batch: Batch, maySend: boolean, now: number): Decision {
  if (batch.state !== "ready" || batch.nextAttemptAt > now || !maySend) return unchanged(batch);
  const leaseUntil = now + claimLeaseSeconds * 1_000;
  return to({ ...batch, state: "claimed", epoch: batch.epoch + 1, leaseUntil, waitReason: "" });
}

type Intended = Extract<BatchEvent, { kind: "intended" }>;

/** The last look before a byte leaves. Its row must be enough to go on with, if nothing is ever heard of the call. */
function intended(batch: Batch, { epoch, maySend, waitUntil }: Intended, now: number): Decision {
  const isValid = isClaimedBy(batch, epoch) && batch.leaseUntil !== null && batch.leaseUntil > now;
  if (!isValid || !maySend) return unchanged(batch);
  return to({
    ...batch,
    state: "sending",
    attempts: batch.attempts + 1,
    leaseUntil: now + sendLeaseSeconds * 1_000,
    nextAttemptAt: waitUntil ?? batch.nextAttemptAt,
    waitReason: waitUntil === null ? "" : "quiet_hours",
  });
}

type Skipped = Extract<BatchEvent, { kind: "skipped" }>;

/** A skip is a decision: a worker that lost the claim may not write it over a person whom another worker is texting by now. */
function skipped(batch: Batch, { epoch, nobodyLeft, others }: Skipped, now: number): Decision {
  if (!isClaimedBy(batch, epoch)) return unchanged(batch);
  const effect: BatchEffect = { kind: "move_skipped" };
  if (!nobodyLeft) return { batch, effects: [effect] };
  // A batch of which some were accepted at an earlier attempt is not empty.
  return to(settled(batch, batch.attempts > 0 ? "accepted" : "empty", others, now), effect);
}

type Answered = Extract<BatchEvent, { kind: "answered" }>;

/**
 * Of answers that come too late only an acceptance overrules, and only what nobody has acted upon: a held batch has a second
 * try lying at Sinch, which has to be taken back first.
 */
function answered(batch: Batch, { epoch, after, others }: Answered, now: number): Decision {
  const isMine = batch.state === "sending" && batch.epoch === epoch;
  const overrules = batch.state === "unclear" && after.state === "accepted";
  if (!isMine && !overrules) return { batch, effects: [{ kind: "move_accepted" }] };
  const next =
    after.state === "ready" ? ready(batch, now + after.retryAfterMs) : settled(batch, after.state, others, now);
  return to(next, { kind: "move_called" });
}

type Abandoned = Extract<BatchEvent, { kind: "abandoned" }>;

function abandoned(batch: Batch, { isProven, others }: Abandoned, now: number): Decision {
  if (batch.leaseUntil === null || batch.leaseUntil >= now) return unchanged(batch);
  // Nothing was sent under a claim.
  if (batch.state === "claimed") return to(ready(batch));
  if (batch.state !== "sending") return unchanged(batch);
  return to(settled(batch, isProven ? "accepted" : "unclear", others, now), {
    kind: "move_queued",
    status: isProven ? "sent" : "unclear",
  });
}

/**
 * A proof settles the batch only if it is unclear and no others are. While a worker has the batch, or Sinch holds a try of it, or
 * others are still looked for, a proof is a fact about its people and nothing more.
 */
function proven(batch: Batch, others: Others, now: number): Decision {
  if (batch.state !== "unclear" || others.unclear) return unchanged(batch);
  return to(settled(batch, "accepted", others, now));
}

type Ending = "accepted" | "rejected" | "unclear" | "empty" | "canceled";

function settled(batch: Batch, ending: Ending, others: Others, now: number): Batch {
  // They wait for the moment that the intent wrote down.
  if (others.queued && ending !== "canceled") return { ...batch, state: "ready", leaseUntil: null };
  const state = others.unclear ? "unclear" : ending;
  const due = state === "unclear" ? { nextAttemptAt: now } : {};
  return { ...batch, ...due, state, leaseUntil: null, waitReason: "" };
}

function ready(batch: Batch, nextAttemptAt = batch.nextAttemptAt, waitReason: WaitReason = ""): Batch {
  return { ...batch, state: "ready", leaseUntil: null, nextAttemptAt, waitReason };
}

function isClaimedBy(batch: Batch, epoch: number): boolean {
  return batch.state === "claimed" && batch.epoch === epoch;
}

function isUnclear({ state }: Batch): boolean {
  return state === "unclear" || state === "holding";
}

/** The worker that looks after an unclear batch has its current epoch, too. */
function isLookedAfterBy(batch: Batch, epoch: number): boolean {
  return isUnclear(batch) && batch.epoch === epoch;
}

const to = (batch: Batch, ...effects: BatchEffect[]): Decision => ({ batch, effects });

const unchanged = (batch: Batch): Decision => ({ batch, effects: [] });
