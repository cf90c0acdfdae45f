import { messageStatus } from "@/lib/messages/rules";
import { type Hand, isOpen, type Worker } from "./worker.ts";
import { isCalled, type Person, type StoredBatch, Violation, type World } from "./world.ts";

const { queued, unclear, rejected, canceled, skipped } = messageStatus;

/** What must be true between any two events. That nobody is accepted twice is checked where Sinch accepts. */
export function checkAlways(world: World, workers: readonly Worker[]): void {
  for (const batch of world.batches) for (const person of batch.people) checkBooks(batch, person);
  for (const [index, { hand }] of workers.entries()) {
    if (!hand || !isValid(world, hand)) continue;
    const isShared = workers.some((other, place) => place > index && isSame(hand, other.hand));
    if (isShared) throw new Violation(`two workers hold a valid claim on batch ${hand.batch.id}`);
  }
}

function isValid(world: World, { batch, epoch }: Hand): boolean {
  return epoch === batch.row.epoch && (batch.row.leaseUntil ?? 0) > world.now;
}

function isSame(hand: Hand, other: Hand | null): boolean {
  return other !== null && other.batch === hand.batch && other.epoch === hand.epoch;
}

/** The books never say more than is true, and what is true and not in the books is a call under way. */
function checkBooks(batch: StoredBatch, person: Person): void {
  const { status, accepted } = person;
  const isSurelyNot = status === rejected || status === canceled || status === skipped;
  if (isSurelyNot && accepted > 0) throw new Violation(`person ${person.id} is ${status} and was accepted`);
  if (!isSurelyNot && status > unclear && accepted === 0) {
    throw new Violation(`I2: person ${person.id} is taken for texted (${status}) and was not`);
  }
  if (status === queued && accepted > 0 && !isUnderWay(batch, person)) {
    throw new Violation(`person ${person.id} was accepted and is still to go`);
  }
}

function isUnderWay(batch: StoredBatch, person: Person): boolean {
  return (
    batch.row.state === "sending" &&
    batch.attempts.some((attempt) => attempt.outcome === null && isCalled(attempt, person))
  );
}

/** What must be true when nothing moves any more, and Sinch lists everything it accepted. */
export function checkAtRest(world: World): void {
  for (const batch of world.batches) {
    if (isOpen(batch)) throw new Violation(`I2: batch ${batch.id} is still ${batch.row.state}`);
    for (const person of batch.people) checkEnd(batch, person);
  }
}

function checkEnd(batch: StoredBatch, person: Person): void {
  if (person.status === queued) throw new Violation(`I2: person ${person.id} was forgotten, batch ${batch.row.state}`);
  if (person.status !== unclear) return;
  if (batch.row.state !== "unclear")
    throw new Violation(`I9: person ${person.id} is unclear, batch ${batch.row.state}`);
  if (person.accepted > 0) throw new Violation(`I9: person ${person.id} was accepted, and nobody found out`);
}
