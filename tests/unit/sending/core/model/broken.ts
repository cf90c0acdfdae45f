import type { BatchEvent, Decision } from "@/lib/sending/core/batch";
import { type Core, realCore } from "./world.ts";

/** The core with one of its guards taken out: what the model must notice, or it proves nothing. */
type Decide = Core["decide"];

const { decide, step } = realCore;

const nobody = { queued: false, unclear: false };

/** Lies to the core about what it is asked. */
function told(lie: (event: BatchEvent, epoch: number) => BatchEvent): Core {
  return { step, decide: (batch, event, now) => decide(batch, lie(event, batch.epoch), now) };
}

const sendAgain: Decide = (batch, event, now) => {
  const isUnclear = event.kind === "answered" && event.after.state === "unclear" && batch.state === "sending";
  return isUnclear ? ready(batch, now) : decide(batch, event, now);
};

const sweepForgets: Decide = (batch, event, now) => {
  const decision = decide(batch, event, now);
  const isTakenOver = event.kind === "abandoned" && batch.state === "sending" && decision.batch !== batch;
  return isTakenOver ? ready(batch, now) : decision;
};

const sameEpoch: Decide = (batch, event, now) => {
  const decision = decide(batch, event, now);
  if (event.kind !== "claimed" || decision.batch === batch) return decision;
  return { ...decision, batch: { ...decision.batch, epoch: Math.max(1, batch.epoch) } };
};

function ready(batch: Decision["batch"], now: number): Decision {
  return { batch: { ...batch, state: "ready", leaseUntil: null, nextAttemptAt: now }, effects: [] };
}

export const brokenCores: Record<string, Core> = {
  "what may have been accepted is sent again": { step, decide: sendAgain },
  "the sweep takes an abandoned call for unsent": { step, decide: sweepForgets },
  "a claim does not raise the epoch": { step, decide: sameEpoch },
  "a skip needs no current epoch": told((event, epoch) => (event.kind === "skipped" ? { ...event, epoch } : event)),
  "an intent needs no current epoch": told((event, epoch) => (event.kind === "intended" ? { ...event, epoch } : event)),
  "an intent is committed although nothing may be sent": told((event) =>
    event.kind === "intended" ? { ...event, maySend: true } : event,
  ),
  "a late answer decides": told((event, epoch) => (event.kind === "answered" ? { ...event, epoch } : event)),
  "an abandoned call is taken for accepted": told((event) =>
    event.kind === "abandoned" ? { ...event, isProven: true } : event,
  ),
  "whoever was left out of a call is forgotten": told((event) =>
    event.kind === "answered" || event.kind === "abandoned" ? { ...event, others: nobody } : event,
  ),
  "a batch is closed over somebody unclear": told((event) =>
    event.kind === "skipped" || event.kind === "closed" ? { ...event, others: nobody } : event,
  ),
  "a lane calls however long it stood still": {
    decide,
    step: (lane, event) => step(lane, lane.phase.is === "due" ? { ...event, at: lane.phase.intentAt } : event),
  },
};
