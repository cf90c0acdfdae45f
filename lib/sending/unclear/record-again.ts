import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import { retryThroughOutage } from "../../db/outage";
import type { Sql } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { double, instant, int, nullable, text } from "../../db/types";
import { faultPoint } from "../../faults";
import { log } from "../../log";
import { lockBatches } from "../../messages/commands";
import type { SendOutcome } from "../../sinch";
import type { Composition } from "../batch/compose";
import { afterAttempt } from "../core/after-attempt";
import type { Engine } from "../engine/engine";
import { finish as finishAttempt } from "../lane/attempt";
import type { DueBatch } from "./due";
import { showHolding } from "./look-up";

/** The outcome of another try, written down even if the database has to come back first. Its people stay unclear till it leaves. */
export type Again = { batch: DueBatch; reference: string; sendAt: Date | null; composition: Composition };

const refusedMs = 300_000;

export async function recordAgain(again: Again, outcome: SendOutcome, engine: Engine): Promise<void> {
  await retryThroughOutage(() => inTransaction((tx) => write(tx, again, outcome, engine)));
  log.info("unclear batch tried again", {
    batchId: again.batch.id,
    outcome: outcome.kind,
    isHeld: again.sendAt !== null,
  });
}

async function write(tx: Sql, again: Again, outcome: SendOutcome, { timings }: Engine): Promise<void> {
  const { batch, reference, sendAt } = again;
  await lockBatches(tx, [batch.id]);
  await finish(tx, reference, outcome);
  switch (outcome.kind) {
    case "accepted":
      await showHolding(tx, batch.id);
      await lookAt(tx, batch, sendAt === null ? null : new Date(sendAt.getTime() - timings.checkMs));
      await addBatchEvent(tx, batch.id, ...accepted(again));
      break;
    case "unknown":
      await lookAt(tx, batch, null);
      await addBatchEvent(tx, batch.id, "unknown", outcome.reason);
      break;
    default:
      await recordRefusal(tx, again, outcome);
  }
  faultPoint("unclear.beforeRecord");
}

function accepted({ sendAt, composition }: Again): ["held" | "resent", string] {
  return sendAt ? ["held", sendAt.toISOString()] : ["resent", `Sinch accepted ${composition.accepted.length}`];
}

function finish(tx: Sql, reference: string, outcome: SendOutcome) {
  const providerBatchId = outcome.kind === "accepted" ? outcome.providerId : null;
  const reason = "reason" in outcome ? outcome.reason : null;
  const [code, words] = outcome.kind === "rejected" ? [outcome.code, outcome.text] : [null, reason];
  return finishAttempt.run(tx, { reference, kind: outcome.kind, providerBatchId, code, reason: words });
}

/** A fact has the batch looked at, whoever has it by now; null for at once. */
async function lookAt(tx: Sql, batch: DueBatch, at: Date | null): Promise<void> {
  await lookAtBatch.run(tx, { id: batch.id, at });
}

const lookAtBatch = statement(
  { name: "look-at-batch", params: { id: int, at: nullable(instant) } },
  ({ id, at }) => sql`
    UPDATE batch SET next_attempt_at = coalesce(${at}, clock_timestamp())
     WHERE id = ${id} AND state IN ('unclear', 'holding')`,
);

type Refused = Exclude<SendOutcome, { kind: "accepted" | "unknown" }>;

/** Surely not taken. A refusal of the batch itself would come again, so a person is asked; everything else is tried soon. */
async function recordRefusal(tx: Sql, { batch, sendAt }: Again, outcome: Refused): Promise<void> {
  const after = afterAttempt(outcome, batch.attempts + 1);
  const isForGood = after.state === "rejected";
  const words = outcome.kind === "rejected" ? `${outcome.code}: ${outcome.text}` : wordsOf(outcome);
  const soonMs = after.state === "ready" ? after.retryAfterMs : 0;
  const delayMs = outcome.kind === "rejected" ? refusedMs : soonMs;
  // A person's decision remains; it only has to be tried again.
  const decision = sendAt === null ? "resend" : "";
  await decideAgain.run(tx, {
    id: batch.id,
    epoch: batch.epoch,
    decision: isForGood ? "asked" : decision,
    seconds: isForGood ? 0 : delayMs / 1_000,
  });
  await addBatchEvent(tx, batch.id, outcome.kind === "rejected" ? "refused" : "not_taken", words);
}

/** The next step of an unclear batch, and its time. */
export const decideAgain = statement(
  { name: "decide-about-unclear", params: { id: int, epoch: int, decision: text, seconds: double } },
  ({ id, epoch, decision, seconds }) => sql`
    UPDATE batch
       SET decision = ${decision}, next_attempt_at = clock_timestamp() + make_interval(secs => ${seconds}), updated_at = now()
     WHERE id = ${id} AND epoch = ${epoch} AND state = 'unclear'`,
);

function wordsOf(outcome: Exclude<Refused, { kind: "rejected" }>): string {
  return outcome.kind === "throttled" ? "Sinch had too many requests" : outcome.reason;
}
