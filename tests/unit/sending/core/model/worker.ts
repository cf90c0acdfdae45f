import { messageStatus } from "@/lib/messages/rules";
import { type Fate, type Verdict, verdictOfCall, verdictOfEach } from "@/lib/sending/core/after-attempt";
import { nobodyElse } from "@/lib/sending/core/batch";
import { type Lane, newLane } from "@/lib/sending/core/lane";
import type { CallAnswer, LaneAnswer, LaneEffect } from "@/lib/sending/core/lane-protocol";
import { sendTimeoutMs } from "@/lib/sending/rules";
import { call, type Sinch } from "./sinch.ts";
import {
  decideIn,
  maySend,
  movePerson,
  othersOf,
  type Person,
  type StoredAttempt,
  type StoredBatch,
  Violation,
  type World,
} from "./world.ts";

/**
 * A worker with one real lane. It performs one effect at a time, so that anything may happen between any two: a crash (all of
 * this is forgotten), or standing still for as long as the world likes. What it performs are the statements of lib/sending as
 * tests/integration/sending/core.test.ts compares them with the core.
 */
export type Worker = { lane: Lane; effects: LaneEffect[]; hand: Hand | null; isStopping: boolean };

/** What a worker knows of the batch in its hand. It may long be out of date. */
export type Hand = {
  batch: StoredBatch;
  epoch: number;
  attempts: number;
  slotAt: number;
  readAt: number;
  called: Person[];
  skipped: Person[];
  waitUntil: Date | null;
  attempt: StoredAttempt | null;
  answer: CallAnswer | null;
};

export function newWorker(): Worker {
  return { lane: newLane(1), effects: [], hand: null, isStopping: false };
}

/** One effect, and one step of the lane where it was the last one. `whims` decides what the world may choose. */
export function work(world: World, sinch: Sinch, worker: Worker, whims: number): void {
  startAnew(world, worker);
  for (;;) {
    const [effect, ...rest] = worker.effects;
    if (!effect) return;
    const answer = perform(world, sinch, worker, effect, whims);
    if (answer === null) return;
    worker.effects = rest;
    if (rest.length > 0) return;
    if (worker.lane.phase.is !== "over") feed(world, worker, answer);
    // Between the end of this wait and the first byte nothing else runs in a worker.
    if (worker.effects[0]?.kind !== "call") return;
  }
}

/** Where the lane is over, somebody wakes it. */
export function startAnew(world: World, worker: Worker): void {
  if (worker.effects.length > 0) return;
  worker.lane = newLane(1);
  worker.hand = null;
  worker.isStopping = false;
  feed(world, worker, { kind: "started" });
}

function feed(world: World, worker: Worker, answer: LaneAnswer): void {
  const { lane, effects } = world.core.step(worker.lane, { ...answer, at: world.now });
  worker.lane = lane;
  worker.effects = effects;
}

const stoppedBefore: CallAnswer = { kind: "call", outcome: { kind: "not_sent", reason: "stopped" } };
const lookRound = ["nobody_waits", "others_wait", "too_many_lanes"] as const;

const done: LaneAnswer = { kind: "done" };

/** Null while there is no answer yet. */
function perform(world: World, sinch: Sinch, worker: Worker, effect: LaneEffect, whims: number): LaneAnswer | null {
  switch (effect.kind) {
    case "look_for_others":
      return { kind: lookRound[whims % lookRound.length] ?? "nobody_waits" };
    case "line_up_again":
      return done;
    case "claim":
      return worker.isStopping ? { kind: "told_to_stop" } : claim(world, worker);
    case "wait_for_batches":
      return waitForBatches(world);
    case "wait":
      if (worker.isStopping) return { kind: "told_to_stop" };
      world.now = Math.max(world.now, effect.until);
      return { kind: "woken" };
    case "wait_out":
      // At its slot, or later where that second would be too full.
      world.now = Math.max(world.now, inHand(worker).slotAt + (whims % 3) * 500);
      return { kind: "woken" };
    case "renew":
      return renew(world, inHand(worker));
    case "compose":
      return compose(world, inHand(worker));
    case "record_skips":
      return recordSkips(world, inHand(worker), effect.nobodyLeft);
    case "commit_intent":
      return commitIntent(world, sinch, inHand(worker));
    case "call":
      return callSinch(world, sinch, inHand(worker), whims);
    case "record":
      // A commit whose answer was lost is made twice.
      if (whims % 5 === 1) record(world, inHand(worker), effect.answer);
      return record(world, inHand(worker), effect.answer);
    case "give_back":
      return giveBack(world, worker, effect.waitUntil);
    case "pause_campaign":
      return endSending(world, "paused");
    case "finish_campaign":
      return world.batches.some(isOpen) ? done : endSending(world, "sent");
  }
}

function endSending(world: World, as: World["campaign"]): LaneAnswer {
  if (world.campaign === "sending") world.campaign = as;
  return done;
}

function renew(world: World, { batch, epoch }: Hand): LaneAnswer {
  const renewed = decideIn(world, batch, { kind: "renewed", epoch, maySend: maySend(world) });
  return { kind: renewed.isTaken ? "renewed" : "claim_lost" };
}

function giveBack(world: World, worker: Worker, waitUntil: Date | null): LaneAnswer {
  const { batch, epoch } = inHand(worker);
  decideIn(world, batch, { kind: "released", epoch, waitUntil: waitUntil?.getTime() ?? null });
  worker.hand = null;
  return done;
}

export function isOpen({ row }: StoredBatch): boolean {
  return row.state === "ready" || row.state === "claimed" || row.state === "sending";
}

function inHand(worker: Worker): Hand {
  if (!worker.hand) throw new Error("nothing in hand");
  return worker.hand;
}

function claim(world: World, worker: Worker): LaneAnswer {
  for (const batch of world.batches) {
    const { attempts } = batch.row;
    if (!decideIn(world, batch, { kind: "claimed", maySend: maySend(world) }).isTaken) continue;
    const slotAt = world.now + 4_000;
    const nothing = { readAt: 0, called: [], skipped: [], waitUntil: null, attempt: null, answer: null };
    worker.hand = { batch, epoch: batch.row.epoch, attempts, slotAt, ...nothing };
    return { kind: "claimed", slot: { at: slotAt, weight: batch.people.length } };
  }
  return { kind: "nothing_claimed" };
}

function waitForBatches(world: World): LaneAnswer {
  if (world.campaign !== "sending") return { kind: "nothing_to_come" };
  let nextAt = Number.POSITIVE_INFINITY;
  for (const { row } of world.batches) if (row.state === "ready") nextAt = Math.min(nextAt, row.nextAttemptAt);
  if (nextAt - world.now >= 30_000) return { kind: "nothing_to_come" };
  world.now += 50;
  return { kind: "more_to_come" };
}

function compose(world: World, hand: Hand): LaneAnswer {
  hand.readAt = world.now;
  let waitUntil = Number.POSITIVE_INFINITY;
  for (const person of hand.batch.people) {
    if (person.status !== messageStatus.queued) continue;
    if (person.optedOutAt !== null) hand.skipped.push(person);
    else if (person.quietUntil > world.now) waitUntil = Math.min(waitUntil, person.quietUntil);
    else hand.called.push(person);
  }
  hand.waitUntil = waitUntil === Number.POSITIVE_INFINITY ? null : new Date(waitUntil);
  return { kind: "composed", people: hand.called.length, weight: hand.called.length, waitUntil: hand.waitUntil };
}

function recordSkips(world: World, hand: Hand, nobodyLeft: boolean): LaneAnswer {
  if (hand.skipped.length === 0 && !nobodyLeft) return done;
  const { batch, epoch, skipped } = hand;
  const others = nobodyLeft && hand.attempts > 0 ? othersOf(batch, (person) => skipped.includes(person)) : nobodyElse;
  const { decision } = decideIn(world, batch, { kind: "skipped", epoch, nobodyLeft, others });
  if (decision.effects.length === 0) return done;
  for (const person of skipped) movePerson(world, person, messageStatus.skipped);
  return done;
}

function isWhole(hand: Hand): boolean {
  return hand.waitUntil === null && hand.attempts === 0;
}

function commitIntent(world: World, sinch: Sinch, hand: Hand): LaneAnswer {
  const { batch, epoch } = hand;
  const waitUntil = hand.waitUntil?.getTime() ?? null;
  const event = { kind: "intended", epoch, maySend: maySend(world), waitUntil } as const;
  if (!decideIn(world, batch, event).isTaken) return { kind: "intent_refused" };
  if (!maySend(world)) throw new Violation(`I6: intent for batch ${batch.id} while nothing may be sent`);
  const reference = `${batch.id}.${batch.row.attempts}`;
  if (batch.attempts.some((known) => known.reference === reference)) throw new Violation(`two attempts ${reference}`);
  const called = isWhole(hand) ? [] : hand.called.map((person) => person.id);
  hand.attempt = { reference, batch: batch.id, epoch, called, isPerRecipient: sinch.isPerRecipient, outcome: null };
  batch.attempts.push(hand.attempt);
  return { kind: "intent_committed" };
}

function callSinch(world: World, sinch: Sinch, hand: Hand, whims: number): LaneAnswer | null {
  if (hand.answer) return { kind: "answered", answer: hand.answer };
  const { row } = hand.batch;
  const mayOutlive = row.leaseUntil === null || row.leaseUntil < world.now + sendTimeoutMs;
  if (row.state !== "sending" || row.epoch !== hand.epoch || mayOutlive || !hand.attempt) {
    throw new Violation(`a call for batch ${hand.batch.id} without a lease that outlives it`);
  }
  for (const person of hand.called) {
    if (person.optedOutAt !== null && person.optedOutAt <= hand.readAt) {
      throw new Violation(`I5: person ${person.id} is called in spite of an opt-out that could be read`);
    }
  }
  // call-in-time.ts: a permission is good for a second, and asked for again after that.
  if (world.isStopped && whims % 2) return { kind: "answered", answer: stoppedBefore };
  hand.answer = call(world, sinch, hand.attempt.reference, hand.called, whims);
  return null;
}

/** record() of lib/sending/lane/attempt.ts. */
function record(world: World, hand: Hand, answer: CallAnswer): LaneAnswer {
  const { batch, attempt, called, epoch } = hand;
  if (!attempt) throw new Error("nothing was attempted");
  const verdict = verdictOf(answer, called.length, hand.attempts + 1);
  if (attempt.outcome === null || attempt.outcome === "unknown") attempt.outcome = verdict.kind;
  const others = isWhole(hand) ? nobodyElse : othersOf(batch, (person) => called.includes(person));
  const { decision } = decideIn(world, batch, { kind: "answered", epoch, after: verdict.after, others });
  const isDecided = decision.effects.some((effect) => effect.kind === "move_called");
  for (const [index, person] of called.entries()) {
    const fate = verdict.fates[index] ?? "queued";
    if (isDecided || fate === "sent") movePerson(world, person, statusAfter[fate]);
  }
  return { kind: "recorded", after: verdict.after };
}

function verdictOf(answer: CallAnswer, people: number, attempts: number): Verdict {
  if (answer.kind === "each") return verdictOfEach(answer.outcomes, attempts);
  return verdictOfCall(answer.outcome, people, attempts);
}

const statusAfter: Record<Fate, number> = {
  queued: messageStatus.queued,
  unclear: messageStatus.unclear,
  sent: messageStatus.sent,
  rejected: messageStatus.rejected,
};
