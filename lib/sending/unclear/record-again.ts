import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import { persistently } from "../../db/away";
import type { Sql } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { faultPoint } from "../../faults";
import { log } from "../../log";
import { lockBatches } from "../../messages/commands";
import type { SendOutcome } from "../../sinch";
import type { Composition } from "../batch/compose";
import { afterAttempt } from "../core/after-attempt";
import type { Engine } from "../engine/engine";
import type { DueBatch } from "./due";
import { showHolding } from "./look-up";

/** What came of another try, written down even if the database has to come back first. Its people stay unclear till it leaves. */
export type Again = { batch: DueBatch; reference: string; sendAt: Date | null; composition: Composition };

const refusedMs = 300_000;

export async function recordAgain(again: Again, outcome: SendOutcome, engine: Engine): Promise<void> {
  await persistently(() => inTransaction((tx) => write(tx, again, outcome, engine)));
  log.info("unknown batch tried again", {
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
  faultPoint("unknown.beforeRecord");
}

function accepted({ sendAt, composition }: Again): ["held" | "resent", string] {
  return sendAt ? ["held", sendAt.toISOString()] : ["resent", `Sinch accepted ${composition.accepted.length}`];
}

function finish(tx: Sql, reference: string, outcome: SendOutcome) {
  const providerBatchId = outcome.kind === "accepted" ? outcome.providerId : null;
  const reason = "reason" in outcome ? outcome.reason : null;
  const [code, text] = outcome.kind === "rejected" ? [outcome.code, outcome.text] : [null, reason];
  return tx.query(
    `UPDATE batch_attempt SET outcome = $2, provider_batch_id = $3, code = $4, reason = $5, finished_at = clock_timestamp()
      WHERE client_reference = $1 AND (outcome IS NULL OR outcome = 'unknown')`,
    [reference, outcome.kind, providerBatchId, code, text],
  );
}

/** A fact has the batch looked at, whoever has it by now; null for at once. */
async function lookAt(tx: Sql, batch: DueBatch, at: Date | null): Promise<void> {
  await tx.query(
    `UPDATE batch SET next_attempt_at = coalesce($2, clock_timestamp()) WHERE id = $1 AND state IN ('unknown', 'holding')`,
    [batch.id, at],
  );
}

type Refused = Exclude<SendOutcome, { kind: "accepted" | "unknown" }>;

/** Surely not taken. A refusal of the batch itself would come again, so a person is asked; everything else is tried soon. */
async function recordRefusal(tx: Sql, { batch, sendAt }: Again, outcome: Refused): Promise<void> {
  const after = afterAttempt(outcome, batch.attempts + 1);
  const isForGood = after.state === "rejected";
  const words = outcome.kind === "rejected" ? `${outcome.code}: ${outcome.text}` : wordsOf(outcome);
  const soonMs = after.state === "ready" ? after.retryAfterMs : 0;
  const delayMs = outcome.kind === "rejected" ? refusedMs : soonMs;
  // What a person decided still holds; it only has to be tried again.
  const decision = sendAt === null ? "resend" : "";
  await tx.query(
    `UPDATE batch SET decision = $3, next_attempt_at = clock_timestamp() + make_interval(secs => $4), updated_at = now()
      WHERE id = $1 AND epoch = $2 AND state = 'unknown'`,
    [batch.id, batch.epoch, isForGood ? "asked" : decision, isForGood ? 0 : delayMs / 1_000],
  );
  await addBatchEvent(tx, batch.id, outcome.kind === "rejected" ? "refused" : "not_taken", words);
}

function wordsOf(outcome: Exclude<Refused, { kind: "rejected" }>): string {
  return outcome.kind === "throttled" ? "Sinch had too many requests" : outcome.reason;
}
