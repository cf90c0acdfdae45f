import type { AfterAttempt, CallOutcome } from "./after-attempt";
import type { SlotRequest } from "./rhythm";

/** Sinch's answer to a call: one outcome for everybody, or one for each in their order. */
export type CallAnswer = { kind: "call"; outcome: CallOutcome } | { kind: "each"; outcomes: readonly CallOutcome[] };

/** The moment at which a claimed batch may leave; the lane wakes up a bit earlier. */
export type Slot = {
  /** On the lane's clock. */
  at: number;
  /** The weight that was reserved for it. */
  weight: number;
};

/** An effect that a lane wants performed. Behind each stand its answers; the last effect's answer is the lane's next event. */
export type LaneEffect =
  /** others_wait | nobody_waits | too_many_lanes */
  | { kind: "look_for_others" }
  | { kind: "line_up_again" }
  /** claimed | nothing_claimed | told_to_stop */
  | { kind: "claim"; request: SlotRequest }
  /** more_to_come | nothing_to_come */
  | { kind: "wait_for_batches" }
  /** woken | told_to_stop */
  | { kind: "wait"; until: number }
  /** renewed | claim_lost */
  | { kind: "renew" }
  /** composed. Reads the people as they are now. */
  | { kind: "compose" }
  /** done */
  | { kind: "record_skips"; nobodyLeft: boolean }
  /** intent_committed | intent_refused */
  | { kind: "commit_intent" }
  /** woken at its slot, or later where that second would be too full; whoever tells it to stop: the intent is committed. */
  | { kind: "wait_out" }
  /** answered */
  | { kind: "call" }
  /** recorded */
  | { kind: "record"; answer: CallAnswer }
  | { kind: "give_back"; waitUntil: Date | null }
  | { kind: "pause_campaign"; reason: string }
  | { kind: "finish_campaign" };

export type LaneAnswer =
  | { kind: "started" }
  | { kind: "others_wait" }
  | { kind: "nobody_waits" }
  /** This one is to end, so that every campaign has as many. */
  | { kind: "too_many_lanes" }
  | { kind: "claimed"; slot: Slot }
  | { kind: "nothing_claimed" }
  | { kind: "told_to_stop" }
  | { kind: "more_to_come" }
  | { kind: "nothing_to_come" }
  | { kind: "woken" }
  | { kind: "renewed" }
  | { kind: "claim_lost" }
  /** `people` are those to be texted now; `waitUntil` is when the first of the others may be, if there are any. */
  | { kind: "composed"; people: number; weight: number; waitUntil: Date | null }
  | { kind: "intent_committed" }
  | { kind: "intent_refused" }
  | { kind: "answered"; answer: CallAnswer }
  | { kind: "recorded"; after: AfterAttempt }
  | { kind: "done" };

/** `at` is when the answer was there, on the lane's clock. */
export type LaneEvent = LaneAnswer & { at: number };
