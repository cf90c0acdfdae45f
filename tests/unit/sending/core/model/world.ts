import { mayBecome, messageStatus } from "@/lib/messages/rules";
import { type Batch, type BatchEvent, type Decision, decide, isTaken, type Others } from "@/lib/sending/core/batch";
import { step } from "@/lib/sending/core/lane";
import { batchTransitions } from "@/lib/sending/rules";

/**
 * A small world around the real core: a database that remembers and applies what core/batch.ts decides, workers that run the real
 * lanes (worker.ts), and a Sinch that does its worst (sinch.ts). Every change is checked against the tables where it is made.
 */
export type Core = { step: typeof step; decide: typeof decide };

export const realCore: Core = { step, decide };

export type Person = {
  id: number;
  batch: number;
  status: number;
  optedOutAt: number | null;
  /** May not be texted before. */
  quietUntil: number;
  /** By how many calls Sinch accepted this person: the truth. */
  accepted: number;
};

export type StoredAttempt = {
  reference: string;
  batch: number;
  epoch: number;
  /** Empty for everybody in the batch. */
  called: number[];
  isPerRecipient: boolean;
  outcome: string | null;
};

export type StoredBatch = { id: number; row: Batch; people: Person[]; attempts: StoredAttempt[] };

export type World = {
  core: Core;
  now: number;
  campaign: "sending" | "paused" | "canceled" | "sent";
  isStopped: boolean;
  batches: StoredBatch[];
  people: Person[];
  /** What happened, for whoever has to find out why. */
  trace: string[] | null;
};

export type Size = { batches: number; people: number };

export function newWorld(core: Core, size: Size, trace: string[] | null = null): World {
  const people: Person[] = [];
  const batches: StoredBatch[] = [];
  for (let id = 0; id < size.batches; id++) {
    const members: Person[] = [];
    for (let index = 0; index < size.people; index++) {
      const person = { id: people.length, batch: id, status: 0, optedOutAt: null, quietUntil: 0, accepted: 0 };
      members.push(person);
      people.push(person);
    }
    const row: Batch = { state: "ready", epoch: 0, attempts: 0, leaseUntil: null, nextAttemptAt: 0, waitReason: "" };
    batches.push({ id, row, people: members, attempts: [] });
  }
  return { core, now: 1, campaign: "sending", isStopped: false, batches, people, trace };
}

export class Violation extends Error {
  override name = "Violation";
}

export function maySend(world: World): boolean {
  return world.campaign === "sending" && !world.isStopped;
}

/** What `attempt` is for, as `batch_attempt.called` says it. */
export function isCalled(attempt: StoredAttempt, person: Person): boolean {
  return attempt.called.length === 0 || attempt.called.includes(person.id);
}

export function othersOf(batch: StoredBatch, isInCall: (person: Person) => boolean): Others {
  let queued = false;
  let unclear = false;
  for (const person of batch.people) {
    if (isInCall(person)) continue;
    if (person.status === messageStatus.queued) queued = true;
    if (person.status === messageStatus.unclear) unclear = true;
  }
  return { queued, unclear };
}

/** Asks the core, writes its decision, and says whether the event had its say. */
export function decideIn(
  world: World,
  batch: StoredBatch,
  event: BatchEvent,
): { isTaken: boolean; decision: Decision } {
  const before = batch.row;
  const decision = world.core.decide(before, event, world.now);
  const taken = isTaken(before, decision);
  if (taken) write(world, batch, decision.batch, event.kind);
  return { isTaken: taken, decision };
}

function write(world: World, batch: StoredBatch, row: Batch, why: string): void {
  const from = batch.row.state;
  if (row.state !== from && !batchTransitions[from].includes(row.state)) {
    throw new Violation(`I4: batch ${batch.id} went from ${from} to ${row.state} (${why})`);
  }
  world.trace?.push(`${world.now} batch ${batch.id}: ${why}: ${from} → ${row.state}, epoch ${row.epoch}`);
  batch.row = row;
}

/** moveMessages() of the model: a state that does not climb is left alone. */
export function movePerson(world: World, person: Person, status: number): void {
  if (!mayBecome(person.status, status)) return;
  world.trace?.push(`${world.now} person ${person.id}: ${person.status} → ${status}`);
  person.status = status;
}
