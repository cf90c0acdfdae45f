import type { CallOutcome } from "@/lib/sending/core/after-attempt";
import type { CallAnswer } from "@/lib/sending/core/lane-protocol";
import { type Person, Violation, type World } from "./world.ts";

/** A Sinch that may do at any call whatever it may do at all. It keeps what it accepted, and lists it late. */
export type Sinch = {
  isPerRecipient: boolean;
  accepted: Map<string, { people: Person[]; listedAt: number }>;
  /** Delivery reports on their way; some never arrive. */
  reports: { reference: string; person: Person }[];
};

export function newSinch(isPerRecipient: boolean): Sinch {
  return { isPerRecipient, accepted: new Map(), reports: [] };
}

/** `whims` decides; 0 is a good day. */
export function call(world: World, sinch: Sinch, reference: string, people: Person[], whims: number): CallAnswer {
  if (!sinch.isPerRecipient) return { kind: "call", outcome: callOnce(world, sinch, reference, people, whims) };
  let left = whims;
  const outcomes = people.map((person) => {
    const outcome = callOnce(world, sinch, reference, [person], left);
    left = Math.floor(left / behaviours.length);
    return outcome;
  });
  return { kind: "each", outcomes };
}

const behaviours: { accepts: boolean; outcome: CallOutcome }[] = [
  { accepts: true, outcome: { kind: "accepted", providerId: "P" } },
  { accepts: true, outcome: { kind: "accepted", providerId: "P" } },
  { accepts: true, outcome: { kind: "unknown", reason: "the answer was lost" } },
  { accepts: false, outcome: { kind: "unknown", reason: "503" } },
  { accepts: false, outcome: { kind: "throttled", retryAfterMs: 700 } },
  { accepts: false, outcome: { kind: "not_sent", reason: "refused" } },
  { accepts: false, outcome: { kind: "rejected", code: "bad", text: "", permanent: true } },
  { accepts: false, outcome: { kind: "rejected", code: "account", text: "", permanent: false } },
];

function callOnce(world: World, sinch: Sinch, reference: string, people: Person[], whims: number): CallOutcome {
  const { accepts, outcome } = behaviours[whims % behaviours.length] ?? behaviours[0] ?? never();
  world.trace?.push(
    `${world.now} ${reference} for ${people.map(({ id }) => id)}: ${outcome.kind}, accepts: ${accepts}`,
  );
  if (accepts) accept(world, sinch, reference, people, (whims >> 3) % 3);
  return outcome;
}

function accept(world: World, sinch: Sinch, reference: string, people: Person[], lag: number): void {
  for (const person of people) {
    person.accepted += 1;
    if (person.accepted > 1) throw new Violation(`I1: person ${person.id} was accepted ${person.accepted} times`);
    sinch.reports.push({ reference, person });
  }
  const known = sinch.accepted.get(reference)?.people ?? [];
  sinch.accepted.set(reference, { people: [...known, ...people], listedAt: world.now + lag * 100_000 });
}

function never(): never {
  throw new Error("no behaviour");
}
