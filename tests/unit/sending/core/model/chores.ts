import { messageStatus } from "@/lib/messages/rules";
import type { Decision } from "@/lib/sending/core/batch";
import type { Sinch } from "./sinch.ts";
import {
  decideIn,
  isCalled,
  movePerson,
  othersOf,
  type Person,
  type StoredAttempt,
  type StoredBatch,
  type World,
} from "./world.ts";

/** What is done about batches besides the lanes: sweep, delivery reports, looking up at Sinch, cancel. */

/** sweepSending(): claims and calls of which nobody heard for longer than their lease. */
export function sweep(world: World): void {
  for (const batch of world.batches) {
    const open = batch.attempts.findLast((attempt) => attempt.outcome === null);
    const isProven = open !== undefined && isProvenByReport(batch, open);
    const others = open ? othersOf(batch, (person) => isCalled(open, person)) : { queued: false, unclear: false };
    const isCall = batch.row.state === "sending";
    const { isTaken, decision } = decideIn(world, batch, { kind: "abandoned", isProven, others });
    if (!isTaken || !isCall || !open) continue;
    open.outcome = isProven ? "accepted" : "unknown";
    moveQueued(world, batch, decision, (person) => isCalled(open, person));
  }
}

function moveQueued(
  world: World,
  batch: StoredBatch,
  { effects }: Decision,
  isMeant: (person: Person) => boolean,
): void {
  for (const effect of effects) {
    if (effect.kind !== "move_queued") continue;
    for (const person of batch.people) {
      const isQueued = person.status === messageStatus.queued;
      if (isQueued && isMeant(person)) movePerson(world, person, messageStatus[effect.status]);
    }
  }
}

function isProvenByReport(batch: StoredBatch, open: StoredAttempt): boolean {
  const harmless = [null, "throttled", "not_sent"];
  return (
    !open.isPerRecipient &&
    batch.attempts.every((attempt) => harmless.includes(attempt.outcome)) &&
    batch.people.some(({ status }) => status >= messageStatus.sent && status <= messageStatus.unknown)
  );
}

/** applyBatchReports(): one report, of one person. */
export function report(world: World, sinch: Sinch, index: number): void {
  const [next] = sinch.reports.splice(index % Math.max(1, sinch.reports.length), 1);
  if (!next) return;
  const { reference, person } = next;
  const batch = world.batches[person.batch];
  const attempt = batch?.attempts.find((known) => known.reference === reference);
  if (!batch || !attempt) throw new Error(`a report for ${reference}, which nobody intended`);
  world.trace?.push(`${world.now} report of ${reference} for person ${person.id}`);
  if (attempt.outcome === "unknown" && !attempt.isPerRecipient) {
    adopt(world, batch, attempt, batch.people);
    attempt.outcome = "accepted";
  }
  movePerson(world, person, index % 2 ? messageStatus.delivered : messageStatus.failed);
  const left = othersOf(batch, () => false);
  if (batch.row.state === "unclear" && !left.queued && !left.unclear) {
    decideIn(world, batch, { kind: "proven", others: left });
  }
}

/** reconcileUnclear(): what Sinch lists by now was accepted; what it does not list proves nothing. */
export function reconcile(world: World, sinch: Sinch): void {
  for (const batch of world.batches) {
    if (batch.row.state !== "unclear" || batch.row.nextAttemptAt > world.now) continue;
    for (const attempt of batch.attempts) {
      const found = sinch.accepted.get(attempt.reference);
      if (attempt.outcome !== "unknown" || !found || found.listedAt > world.now) continue;
      adopt(world, batch, attempt, attempt.isPerRecipient ? found.people : batch.people);
      if (!attempt.isPerRecipient) attempt.outcome = "accepted";
    }
  }
}

function adopt(world: World, batch: StoredBatch, attempt: StoredAttempt, found: readonly Person[]): void {
  const proven = found.filter((person) => person.status === messageStatus.unclear && isCalled(attempt, person));
  for (const person of proven) movePerson(world, person, messageStatus.sent);
  decideIn(world, batch, { kind: "proven", others: othersOf(batch, (person) => proven.includes(person)) });
}

/** cancelCampaignBatches(), one round. */
export function cancelBatches(world: World): void {
  if (world.campaign === "canceled") closeBatches(world, "canceled");
}

/** Whoever is left of what is ready is not texted any more: canceled, or skipped since it is too late. */
export function closeBatches(world: World, as: "canceled" | "skipped"): void {
  for (const batch of world.batches) {
    const others = othersOf(batch, (person) => person.status === messageStatus.queued);
    const { decision } = decideIn(world, batch, { kind: "closed", as, others });
    moveQueued(world, batch, decision, () => true);
  }
}
