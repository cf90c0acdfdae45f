import "server-only";
import { pool, type Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { log } from "../log";
import { lockBatches, type MessageMove } from "../messages/commands";
import { messageStatus } from "../messages/rules";
import type { FoundBatch } from "../sinch";
import { adoptAccepted } from "./adopt";
import { movesFrom } from "./batch-row";
import type { Engine } from "./engine";

/**
 * Asks Sinch about the batches of which nobody knows whether it took them, by the references of their attempts. What is
 * found was accepted and is written down so; what is not found proves nothing yet and is asked for again, ever more
 * seldom. It never sends. Safe to run by every worker: a batch is asked for by one of them at a time.
 */
const atOnce = 20;

/** Sinch lists a new batch with a delay nobody promises; its clock and ours may differ. */
const clockToleranceMs = 5 * 60_000;

/** Returns whether there may be more to ask for. */
export async function reconcileUnknown(engine: Engine, signal: AbortSignal): Promise<boolean> {
  const attempts = await takeDue();
  if (attempts.length === 0) return false;
  const since = new Date(Math.min(...attempts.map((attempt) => attempt.startedAt.getTime())) - clockToleranceMs);
  const references = attempts.map((attempt) => attempt.reference);
  const answer = await engine.transport.findByReference(references, since, signal);
  if (!answer.ok) {
    log.warn("unknown batches could not be looked up", { batches: attempts.length, failure: answer.failure.kind });
    return false;
  }
  for (const attempt of attempts) {
    const found = answer.value.filter((batch) => batch.clientReference === attempt.reference);
    if (found.length > 0) await adopt(attempt, found);
  }
  return attempts.length >= atOnce;
}

type UnknownAttempt = {
  reference: string;
  batchId: number;
  campaignId: number;
  firstSeq: number;
  lastSeq: number;
  isPerRecipient: boolean;
  called: number[];
  startedAt: Date;
};

// The next time is written before Sinch is asked: a crash costs one question. The waits follow the batch's age:
// after 15, 60, 120 and 300 seconds, then every quarter of an hour; after 13 days Sinch has forgotten it.
const dueSql = `
  WITH due AS (
    SELECT id FROM batch WHERE state = 'unknown' AND next_attempt_at <= clock_timestamp()
     ORDER BY next_attempt_at LIMIT ${atOnce} FOR UPDATE SKIP LOCKED
  ), asked AS (
    UPDATE batch b SET next_attempt_at = clock_timestamp() + CASE
             WHEN age.seconds < 15 THEN interval '15 seconds'
             WHEN age.seconds < 60 THEN interval '45 seconds'
             WHEN age.seconds < 120 THEN interval '60 seconds'
             WHEN age.seconds < 300 THEN interval '180 seconds'
             WHEN age.seconds < 13 * 86400 THEN interval '15 minutes'
             ELSE interval '100 years' END
      FROM due
      CROSS JOIN LATERAL (SELECT extract(epoch FROM clock_timestamp() - max(a.started_at)) AS seconds
                            FROM batch_attempt a WHERE a.batch_id = due.id) AS age
     WHERE b.id = due.id
    RETURNING b.id, b.campaign_id, b.first_seq, b.last_seq
  )
  SELECT a.client_reference AS reference, b.id AS "batchId", b.campaign_id AS "campaignId", b.first_seq AS "firstSeq",
         b.last_seq AS "lastSeq", a.is_per_recipient AS "isPerRecipient", a.called, a.started_at AS "startedAt"
    FROM asked b JOIN batch_attempt a ON a.batch_id = b.id
   WHERE a.outcome = 'unknown'`;

async function takeDue(): Promise<UnknownAttempt[]> {
  return (await pool().query<UnknownAttempt>(dueSql)).rows;
}

async function adopt(attempt: UnknownAttempt, found: readonly FoundBatch[]): Promise<void> {
  const providerBatchId = found[0]?.providerId ?? null;
  await inTransaction(async (tx) => {
    await lockBatches(tx, [attempt.batchId]);
    await adoptAccepted(tx, attempt, await acceptedMoves(tx, attempt, found), providerBatchId);
    await tx.query(
      `UPDATE batch_attempt SET outcome = 'accepted', provider_batch_id = $2, finished_at = clock_timestamp()
        WHERE client_reference = $1 AND NOT is_per_recipient`,
      [attempt.reference, providerBatchId],
    );
  });
  log.info("unknown batch found at Sinch", { campaignId: attempt.campaignId, batchId: attempt.batchId });
}

/** One call for all: everybody in it. One call each: whoever was found. */
async function acceptedMoves(tx: Sql, attempt: UnknownAttempt, found: readonly FoundBatch[]): Promise<MessageMove[]> {
  const moves = await movesFrom(tx, attempt, attempt.called, messageStatus.unclear, messageStatus.sent);
  if (!attempt.isPerRecipient) return moves;
  const phones = found.flatMap((batch) => batch.recipients);
  const result = await tx.query<{ seq: number }>(
    "SELECT seq FROM message WHERE campaign_id = $1 AND seq = ANY ($2::int[]) AND phone = ANY ($3::text[])",
    [attempt.campaignId, moves.map((move) => move.seq), phones],
  );
  const seqs = new Set(result.rows.map((row) => row.seq));
  return moves.filter((move) => seqs.has(move.seq));
}
