import "server-only";
import { pool, type Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { faultPoint } from "../faults";
import { lockBatches, type MessageMove, moveMessages } from "../messages/commands";
import { messageStatus } from "../messages/rules";
import type { RecipientOutcome, SendOutcome } from "../sinch";
import { type AfterAttempt, afterAttempt } from "./after-attempt";
import type { ClaimedBatch } from "./claim";
import { maySendSql } from "./control";
import { afterEach } from "./each";
import type { Engine } from "./engine";
import { recordAccepted } from "./record-accepted";
import { batchReference, sendLeaseSeconds } from "./rules";

/**
 * The two commits around a POST. `beginAttempt` commits the intent before any byte leaves: whatever happens then, the
 * attempt's reference is known, and its batch is never taken for unsent. `recordOutcome` commits what came of it.
 * A crash between them leaves a batch in `sending`, which the sweep turns into `unknown` when its lease has run out.
 */

/** `movedBack`: by how much the plan's slots were moved back so far, see pace.ts. */
export type Begun = { reference: string; movedBack: number };

/** Returns null when the claim ran out or the campaign no longer runs. */
export async function beginAttempt(
  batch: ClaimedBatch,
  recipients: number,
  engine: Pick<Engine, "installation" | "transport" | "plan">,
): Promise<Begun | null> {
  const reference = batchReference(batch.campaignId, batch.number, batch.attempts + 1, engine.installation);
  const result = await pool().query<{ movedBack: number | null }>({
    name: "begin-attempt",
    text: beginSql,
    values: [
      batch.id,
      batch.epoch,
      sendLeaseSeconds,
      reference,
      batch.attempts + 1,
      recipients,
      batch.campaignId,
      engine.transport.capabilities.outcomes === "recipient",
      engine.plan.id,
    ],
  });
  const [begun] = result.rows;
  return begun ? { reference, movedBack: begun.movedBack ?? 0 } : null;
}

const beginSql = `
  WITH intent AS (
    UPDATE batch b
       SET state = 'sending', attempts = $5, updated_at = now(),
           lease_until = clock_timestamp() + make_interval(secs => $3)
      FROM campaign c
     WHERE b.id = $1 AND b.epoch = $2 AND b.state = 'claimed'
       AND b.lease_until > clock_timestamp()
       AND c.id = $7 AND c.status IN ('preparing', 'sending') AND ${maySendSql}
    RETURNING b.id
  ), started AS (
    UPDATE campaign SET started_at = now() WHERE id = $7 AND started_at IS NULL AND EXISTS (SELECT 1 FROM intent)
  )
  INSERT INTO batch_attempt (client_reference, batch_id, number, epoch, recipients, is_per_recipient, started_at)
  SELECT $4, id, $5, $2, $6, $8, clock_timestamp() FROM intent
  RETURNING (SELECT moved_back FROM plan_limiter WHERE plan = $9) AS "movedBack"`;

export type Attempt = { batch: ClaimedBatch; reference: string; accepted: readonly MessageMove[] };

/** Facts are never fenced: an answer that comes late is recorded even if the batch was given to somebody else. */
export async function recordOutcome(attempt: Attempt, outcome: SendOutcome): Promise<AfterAttempt> {
  const after = afterAttempt(outcome, attempt.batch.attempts + 1);
  if (after.state === "accepted" && (await recordAccepted(attempt, after.providerBatchId))) return after;
  await record(attempt, outcome.kind, after, movesAfter(attempt, after));
  return after;
}

/** The same where every recipient has an outcome of their own. */
export async function recordEach(attempt: Attempt, outcomes: readonly RecipientOutcome[]): Promise<AfterAttempt> {
  const { after, kind, moves } = afterEach(attempt.accepted, outcomes, attempt.batch.attempts + 1);
  await record(attempt, kind, after, moves);
  return after;
}

async function record(attempt: Attempt, kind: SendOutcome["kind"], after: AfterAttempt, moves: MessageMove[]) {
  await inTransaction(async (tx) => {
    await lockBatches(tx, [attempt.batch.id]);
    await finishAttempt(tx, attempt, kind, after);
    const decided = await decideBatch(tx, attempt.batch, after);
    faultPoint("attempt.beforeRecord");
    // An answer that lost its say over the batch may still tell who was accepted.
    const facts = decided ? moves : moves.filter((move) => move.status === messageStatus.sent);
    await moveMessages(tx, facts, "engine");
  });
}

function finishAttempt(tx: Sql, attempt: Attempt, kind: SendOutcome["kind"], after: AfterAttempt) {
  const providerBatchId = after.state === "accepted" ? after.providerBatchId : null;
  const code = "code" in after ? after.code : null;
  const reason = "reason" in after ? after.reason : null;
  return tx.query(
    `UPDATE batch_attempt SET outcome = $2, provider_batch_id = $3, code = $4, reason = $5, finished_at = clock_timestamp()
      WHERE client_reference = $1 AND (outcome IS NULL OR outcome = 'unknown')`,
    [attempt.reference, kind, providerBatchId, code, reason],
  );
}

/** Only `accepted` may overrule an `unknown`; everything else needs the batch as this attempt left it. */
async function decideBatch(tx: Sql, batch: ClaimedBatch, after: AfterAttempt): Promise<boolean> {
  const result = await tx.query(
    `UPDATE batch
        SET state = $3, lease_until = NULL, reason = $4, provider_batch_id = coalesce($5, provider_batch_id),
            next_attempt_at = clock_timestamp() + make_interval(secs => $6), updated_at = now()
      WHERE id = $1
        AND ((state = 'sending' AND epoch = $2) OR ($3 = 'accepted' AND state IN ('sending', 'unknown')))`,
    [
      batch.id,
      batch.epoch,
      after.state,
      "reason" in after ? after.reason : null,
      after.state === "accepted" ? after.providerBatchId : null,
      after.state === "ready" ? after.retryAfterMs / 1_000 : 0,
    ],
  );
  return result.rowCount === 1;
}

function movesAfter(attempt: Attempt, after: AfterAttempt): MessageMove[] {
  switch (after.state) {
    case "accepted":
      return [...attempt.accepted];
    case "unknown":
      return attempt.accepted.map((move) => ({ ...move, status: messageStatus.unclear }));
    case "rejected":
      return attempt.accepted.map((move) => ({ ...move, status: messageStatus.rejected, parts: 0 }));
    case "ready":
      return [];
  }
}

/** Writes down who was left out when the text was built. */
export async function recordSkips(
  batch: ClaimedBatch,
  skipped: readonly MessageMove[],
  nobodyLeft: boolean,
): Promise<void> {
  if (skipped.length === 0 && !nobodyLeft) return;
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    await moveMessages(tx, skipped, "engine");
    if (nobodyLeft) {
      await tx.query(
        // A batch of which some were accepted at an earlier attempt is not empty.
        `UPDATE batch SET state = CASE WHEN attempts > 0 THEN 'accepted' ELSE 'empty' END, lease_until = NULL, updated_at = now()
          WHERE id = $1 AND epoch = $2 AND state = 'claimed'`,
        [batch.id, batch.epoch],
      );
    }
  });
}
