import { laneTurnMs, latestCallMs, renewClaimEveryMs } from "../rules";
import type { LaneEffect, LaneEvent, Slot } from "./lane-protocol";
import { newRhythm, prepared, type Rhythm, slotRequest, weighed } from "./rhythm";

/**
 * A lane as a machine: which step follows which, and when a claim is worth no more. It claims one batch after another and
 * sends it: claim and slot → text → intent (committed) → call → outcome (committed). No I/O, no clock: every event says when
 * it happened, in milliseconds of the lane's own monotonic clock. The effects of a step are performed in their order; what
 * the last one answers is the next event. A lane without effects is over.
 *
 * Its knowledge is volatile. A crash at any step leaves a claim that runs out, or an intent that becomes `unclear`.
 */
export type Lane = { phase: Phase; rhythm: Rhythm; turnEndsAt: number };

type Phase =
  | { is: "starting" | "looking_round" | "claiming" | "waiting_for_batches" | "over" }
  | { is: "waiting_for_slot" | "renewing"; slot: Slot }
  | { is: "composing"; slot: Slot; startedAt: number }
  | { is: "skipping"; startedAt: number; people: number; waitUntil: Date | null }
  | { is: "committing"; startedAt: number; intentAt: number }
  | { is: "due"; intentAt: number }
  | { is: "calling" | "recording" };

export type Step = { lane: Lane; effects: LaneEffect[] };

/** `weightEach`: what one recipient is going to take of the plan. */
export function newLane(weightEach: number): Lane {
  return { phase: { is: "starting" }, rhythm: newRhythm(weightEach), turnEndsAt: Number.POSITIVE_INFINITY };
}

export function step(lane: Lane, event: LaneEvent): Step {
  const { phase } = lane;
  switch (phase.is) {
    case "starting":
      return claim({ ...lane, turnEndsAt: event.at + laneTurnMs });
    case "looking_round":
      if (event.kind === "others_wait") return enter(lane, { is: "over" }, { kind: "line_up_again" });
      if (event.kind === "too_many_lanes") return enter(lane, { is: "over" });
      return claim({ ...lane, turnEndsAt: event.at + laneTurnMs });
    case "claiming":
      return afterClaim(lane, event);
    case "waiting_for_batches":
      return event.kind === "more_to_come" ? nextBatch(lane, event.at) : finish(lane);
    case "waiting_for_slot":
    case "renewing":
      return afterWait(lane, phase.slot, event);
    case "composing":
      return afterComposing(lane, phase, event);
    case "skipping":
      return afterSkips(lane, phase, event.at);
    case "committing":
      return afterIntent(lane, phase, event);
    case "due":
      return callOrGiveBack(lane, phase, event.at);
    case "calling":
      if (event.kind !== "answered") throw unexpected(lane, event);
      return enter(lane, { is: "recording" }, { kind: "record", answer: event.answer });
    case "recording":
      return afterRecord(lane, event);
    case "over":
      throw unexpected(lane, event);
  }
}

function nextBatch(lane: Lane, now: number): Step {
  // Campaigns share a worker's places: where there are too few for all, a lane lines up again behind the others after its turn.
  if (now > lane.turnEndsAt) return enter(lane, { is: "looking_round" }, { kind: "look_for_others" });
  return claim(lane);
}

function claim(lane: Lane): Step {
  const { request, rhythm } = slotRequest(lane.rhythm);
  return enter({ ...lane, rhythm }, { is: "claiming" }, { kind: "claim", request });
}

function finish(lane: Lane): Step {
  return enter(lane, { is: "over" }, { kind: "finish_campaign" });
}

function afterClaim(lane: Lane, event: LaneEvent): Step {
  if (event.kind === "told_to_stop") return finish(lane);
  if (event.kind !== "claimed") return enter(lane, { is: "waiting_for_batches" }, { kind: "wait_for_batches" });
  return waitForSlot(lane, event.slot, event.at);
}

/** A claim is renewed while it waits, so that a dead worker's is free again soon. */
function waitForSlot(lane: Lane, slot: Slot, now: number): Step {
  const wakeAt = slot.at - lane.rhythm.leadMs;
  return enter(
    lane,
    { is: "waiting_for_slot", slot },
    { kind: "wait", until: Math.min(wakeAt, now + renewClaimEveryMs) },
  );
}

function afterWait(lane: Lane, slot: Slot, event: LaneEvent): Step {
  if (event.kind === "told_to_stop") {
    return enter(lane, { is: "over" }, { kind: "give_back", waitUntil: null }, { kind: "finish_campaign" });
  }
  if (event.kind === "claim_lost") return giveBack(lane, null, event.at);
  if (event.kind === "renewed") return waitForSlot(lane, slot, event.at);
  if (event.at < slot.at - lane.rhythm.leadMs) return enter(lane, { is: "renewing", slot }, { kind: "renew" });
  return enter(lane, { is: "composing", slot, startedAt: event.at }, { kind: "compose" });
}

type In<Name extends Phase["is"]> = Extract<Phase, { is: Name }>;

function afterComposing(lane: Lane, { slot, startedAt }: In<"composing">, event: LaneEvent): Step {
  if (event.kind !== "composed") throw unexpected(lane, event);
  const { people, weight, waitUntil } = event;
  return enter(
    { ...lane, rhythm: weighed(lane.rhythm, slot.weight, weight, people) },
    { is: "skipping", startedAt, people, waitUntil },
    { kind: "record_skips", nobodyLeft: people === 0 && waitUntil === null },
  );
}

function afterSkips(lane: Lane, { startedAt, people, waitUntil }: In<"skipping">, now: number): Step {
  if (people > 0) {
    return enter(lane, { is: "committing", startedAt, intentAt: now }, { kind: "commit_intent" });
  }
  return waitUntil === null ? nextBatch(lane, now) : giveBack(lane, waitUntil, now);
}

function afterIntent(lane: Lane, { startedAt, intentAt }: In<"committing">, event: LaneEvent): Step {
  if (event.kind !== "intent_committed") return giveBack(lane, null, event.at);
  const rhythm = prepared(lane.rhythm, event.at - startedAt);
  return enter({ ...lane, rhythm }, { is: "due", intentAt }, { kind: "wait_out" });
}

const stoodStill = "the worker stood still before the call";

/**
 * A worker that stood still after the intent (frozen, swapped out, a machine asleep) does not call: its lease may be over, the
 * campaign paused, a person opted out. Nothing was sent, so the batch is as good as new.
 */
function callOrGiveBack(lane: Lane, { intentAt }: In<"due">, now: number): Step {
  if (now - intentAt <= latestCallMs) return enter(lane, { is: "calling" }, { kind: "call" });
  const answer = { kind: "call", outcome: { kind: "not_sent", reason: stoodStill } } as const;
  return enter(lane, { is: "recording" }, { kind: "record", answer });
}

function afterRecord(lane: Lane, event: LaneEvent): Step {
  if (event.kind !== "recorded") throw unexpected(lane, event);
  const { after } = event;
  const next = nextBatch(lane, event.at);
  const pausing: LaneEffect[] =
    after.state === "ready" && after.pauseCampaign ? [{ kind: "pause_campaign", reason: after.reason }] : [];
  return { ...next, effects: [...pausing, ...next.effects] };
}

function giveBack(lane: Lane, waitUntil: Date | null, now: number): Step {
  const next = nextBatch(lane, now);
  return { ...next, effects: [{ kind: "give_back", waitUntil }, ...next.effects] };
}

function enter(lane: Lane, phase: Phase, ...effects: LaneEffect[]): Step {
  return { lane: { ...lane, phase }, effects };
}

function unexpected(lane: Lane, event: LaneEvent): Error {
  return new Error(`a lane that is ${lane.phase.is} does not expect ${event.kind}`);
}
