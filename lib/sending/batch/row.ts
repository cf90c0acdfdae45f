import "server-only";
import type { Sql } from "../../db/pool";
import { type MessageMove, moveMessages } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import type { Batch, Others } from "../core/batch";
import { isHeldSql } from "./held";
import { notedPartsSql } from "./noted-parts";

/**
 * A batch as its row, for decisions that are not a single statement: it is locked and read, core/batch.ts decides, and what
 * was decided is written. Statements that do both at once (claim, intent, the common acceptance) carry the same guards; a test
 * drives them and core/batch.ts side by side.
 */
export type LockedBatch = { batch: Batch; now: number };

/** `now` is the database's clock, in milliseconds. A batch of which a second try may lie at Sinch counts as on hold. */
export async function lockBatch(tx: Sql, id: number): Promise<LockedBatch> {
  const result = await tx.query<Batch & { now: number }>(
    `SELECT CASE WHEN state = 'unknown' AND ${isHeldSql} THEN 'holding' ELSE state END AS state, epoch, attempts, hold, ${milliseconds("lease_until")} AS "leaseUntil",
            ${milliseconds("next_attempt_at")} AS "nextAttemptAt", ${milliseconds("clock_timestamp()")} AS now
       FROM batch b WHERE id = $1 FOR UPDATE`,
    [id],
  );
  const [row] = result.rows;
  if (!row) throw new Error(`batch ${id} does not exist`);
  const { now, ...batch } = row;
  return { batch, now };
}

const milliseconds = (moment: string) => `(extract(epoch FROM ${moment}) * 1000)::float8`;

type Remarks = { reason?: string | null; providerBatchId?: string | null };

/** The lock is still held, so what is overwritten is what the decision was made on. Whatever stays unclear keeps its reason. */
export async function writeBatch(tx: Sql, id: number, batch: Batch, remarks: Remarks = {}): Promise<void> {
  await tx.query(
    `UPDATE batch
        SET state = $2, hold = $3, lease_until = to_timestamp($4::float8 / 1000),
            next_attempt_at = to_timestamp($5::float8 / 1000),
            reason = CASE WHEN $2 IN ('unknown', 'holding') THEN coalesce($6, reason) ELSE $6 END,
            provider_batch_id = coalesce($7, provider_batch_id), updated_at = now()
      WHERE id = $1`,
    [
      id,
      batch.state,
      batch.hold,
      batch.leaseUntil,
      batch.nextAttemptAt,
      remarks.reason ?? null,
      remarks.providerBatchId ?? null,
    ],
  );
}

/**
 * Closes ready batches of which nobody is to be texted any more, when whoever was left has been moved. Where an earlier call left
 * somebody unclear, there is still something to find out.
 */
export async function closeReady(tx: Sql, ids: readonly number[]): Promise<void> {
  await tx.query(
    `UPDATE batch b
        SET state = CASE WHEN left_over.unclear THEN 'unknown' ELSE 'canceled' END, hold = '', lease_until = NULL,
            next_attempt_at = CASE WHEN left_over.unclear THEN clock_timestamp() ELSE b.next_attempt_at END, updated_at = now()
       FROM (SELECT id, EXISTS (SELECT FROM message m
                                 WHERE m.campaign_id = batch.campaign_id AND m.seq BETWEEN first_seq AND last_seq
                                   AND m.status = ${messageStatus.unclear} AND batch.attempts > 0) AS unclear
               FROM batch WHERE id = ANY ($1::int[])) AS left_over
      WHERE b.id = left_over.id AND b.state = 'ready'`,
    [ids],
  );
}

/** The range of messages that a batch is. */
export type BatchRange = { campaignId: number; firstSeq: number; lastSeq: number };

/** Whether somebody of the batch is left who was not in a call: `called` are the seqs of those who were. */
export async function othersOf(tx: Sql, range: BatchRange, called: readonly number[]): Promise<Others> {
  const result = await tx.query<Others>(
    `SELECT coalesce(bool_or(status = ${messageStatus.queued}), false) AS queued,
            coalesce(bool_or(status = ${messageStatus.unclear}), false) AS unclear
       FROM message m LEFT JOIN unnest($4::int[]) AS called (seq) ON called.seq = m.seq
      WHERE campaign_id = $1 AND m.seq BETWEEN $2 AND $3 AND called.seq IS NULL`,
    [range.campaignId, range.firstSeq, range.lastSeq, called],
  );
  return result.rows[0] ?? { queued: false, unclear: false };
}

/**
 * Whoever of a batch is in state `from`, as moves to `to`. Where an attempt is named: of those in its call, each with the parts
 * that it noted.
 */
export async function movesFrom(
  tx: Sql,
  range: BatchRange,
  [from, to]: readonly [number, number],
  reference: string | null = null,
): Promise<MessageMove[]> {
  const result = await tx.query<{ seq: number; parts: number | null }>(
    `SELECT m.seq, ${notedPartsSql("$2")} AS parts
       FROM message m LEFT JOIN batch_attempt a ON a.client_reference = $5
      WHERE m.campaign_id = $1 AND m.seq BETWEEN $2 AND $3 AND m.status = $4
        AND (coalesce(cardinality(a.called), 0) = 0 OR m.seq = ANY (a.called))
      ORDER BY m.seq`,
    [range.campaignId, range.firstSeq, range.lastSeq, from, reference],
  );
  return result.rows.map((row) => ({ campaignId: range.campaignId, ...row, status: to, code: 0 }));
}

/** Moves whoever of the batch, or of the attempt that is named, is still queued. */
export async function moveQueued(
  tx: Sql,
  batch: BatchRange,
  status: number,
  reference: string | null = null,
): Promise<void> {
  await moveMessages(tx, await movesFrom(tx, batch, [messageStatus.queued, status], reference), "engine");
}
