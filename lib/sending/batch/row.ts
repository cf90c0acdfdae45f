import "server-only";
import type { Sql } from "../../db/pool";
import { type Fragment, sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { arrayOf, bool, double, int, known, nullable, oneOf, smallint, text } from "../../db/types";
import { type MessageMove, moveMessages } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import type { Batch, Others } from "../core/batch";
import { waitReasons } from "../core/batch";
import { batchStates } from "../rules";
import { isHeldSql } from "./held";
import { notedPartsSql } from "./noted-parts";

/**
 * A batch as its row, for decisions that are not a single statement: it is locked and read, core/batch.ts decides, and what
 * was decided is written. Statements that do both at once are listed in core/batch.ts; a test
 * performs them and the core side by side.
 */
export type LockedBatch = { batch: Batch; now: number };

/** `now` is the database's clock, in milliseconds. A batch of which a second try may lie at Sinch counts as held. */
export async function lockBatch(tx: Sql, id: number): Promise<LockedBatch> {
  const row = await lock.first(tx, { id });
  if (!row) throw new Error(`batch ${id} does not exist`);
  const { now, ...batch } = row;
  return { batch, now };
}

const milliseconds = (moment: Fragment) => sql`(extract(epoch FROM ${moment}) * 1000)::float8`;

const lock = statement(
  {
    name: "lock-batch",
    params: { id: int },
    row: {
      state: known(oneOf(batchStates), "a CASE of states"),
      epoch: int,
      attempts: smallint,
      waitReason: oneOf(waitReasons),
      leaseUntil: nullable(double),
      nextAttemptAt: known(double, "of a column that is never null"),
      now: known(double, "a clock"),
    },
  },
  ({ id }) => sql`
    SELECT CASE WHEN state = 'unclear' AND ${isHeldSql} THEN 'holding' ELSE state END AS state, epoch, attempts, wait_reason AS "waitReason",
           ${milliseconds(sql`lease_until`)} AS "leaseUntil", ${milliseconds(sql`next_attempt_at`)} AS "nextAttemptAt",
           ${milliseconds(sql`clock_timestamp()`)} AS now
      FROM batch b WHERE id = ${id} FOR UPDATE`,
);

type Remarks = { reason?: string | null; providerBatchId?: string | null };

/** The lock is still held, so what is overwritten is what the decision was made on. Whatever stays unclear keeps its reason. */
export async function writeBatch(tx: Sql, id: number, batch: Batch, remarks: Remarks = {}): Promise<void> {
  const { reason = null, providerBatchId = null } = remarks;
  const { state, waitReason, leaseUntil, nextAttemptAt } = batch;
  await write.run(tx, { id, state, waitReason, leaseUntil, nextAttemptAt, reason, providerBatchId });
}

const write = statement(
  {
    name: "write-batch",
    params: {
      id: int,
      state: oneOf(batchStates),
      waitReason: oneOf(waitReasons),
      leaseUntil: nullable(double),
      nextAttemptAt: double,
      reason: nullable(text),
      providerBatchId: nullable(text),
    },
  },
  ({ id, state, waitReason, leaseUntil, nextAttemptAt, reason, providerBatchId }) => sql`
    UPDATE batch
       SET state = ${state}, wait_reason = ${waitReason}, lease_until = to_timestamp(${leaseUntil}::float8 / 1000),
           next_attempt_at = to_timestamp(${nextAttemptAt}::float8 / 1000),
           reason = CASE WHEN ${state} IN ('unclear', 'holding') THEN coalesce(${reason}, reason) ELSE ${reason} END,
           provider_batch_id = coalesce(${providerBatchId}, provider_batch_id), updated_at = now()
     WHERE id = ${id}`,
);

/**
 * Closes ready batches of which nobody is to be texted any more, when whoever was left has been moved. Where an earlier call left
 * somebody unclear, there is still something to find out.
 */
export async function closeReady(tx: Sql, ids: readonly number[]): Promise<void> {
  await closeThem.run(tx, { ids });
}

const closeThem = statement(
  { name: "close-ready-batches", params: { ids: arrayOf(int) } },
  ({ ids }) => sql`
    UPDATE batch b
       SET state = CASE WHEN left_over.unclear THEN 'unclear' ELSE 'canceled' END, wait_reason = '', lease_until = NULL,
           next_attempt_at = CASE WHEN left_over.unclear THEN clock_timestamp() ELSE b.next_attempt_at END, updated_at = now()
      FROM (SELECT id, EXISTS (SELECT FROM message m
                                WHERE m.campaign_id = batch.campaign_id AND m.seq BETWEEN first_seq AND last_seq
                                  AND m.status = ${messageStatus.unclear} AND batch.attempts > 0) AS unclear
              FROM batch WHERE id = ANY (${ids}::int[])) AS left_over
     WHERE b.id = left_over.id AND b.state = 'ready'`,
);

/** The range of messages that a batch is. */
export type BatchRange = { campaignId: number; firstSeq: number; lastSeq: number };

/** Whether somebody of the batch is left who was not in a call: `called` are the seqs of those who were. */
export async function othersOf(tx: Sql, range: BatchRange, called: readonly number[]): Promise<Others> {
  const { campaignId, firstSeq, lastSeq } = range;
  return findOthers.one(tx, { campaignId, firstSeq, lastSeq, called });
}

const findOthers = statement(
  {
    name: "others-of-batch",
    params: { campaignId: int, firstSeq: int, lastSeq: int, called: arrayOf(int) },
    row: { queued: known(bool, "coalesce"), unclear: known(bool, "coalesce") },
  },
  ({ campaignId, firstSeq, lastSeq, called }) => sql`
    SELECT coalesce(bool_or(status = ${messageStatus.queued}), false) AS queued,
           coalesce(bool_or(status = ${messageStatus.unclear}), false) AS unclear
      FROM message m LEFT JOIN unnest(${called}::int[]) AS called (seq) ON called.seq = m.seq
     WHERE campaign_id = ${campaignId} AND m.seq BETWEEN ${firstSeq} AND ${lastSeq} AND called.seq IS NULL`,
);

/**
 * Messages of a batch in state `from`, as moves to `to`. Where an attempt is named: of those in its call, each with the parts
 * that it noted.
 */
export async function movesFrom(
  tx: Sql,
  range: BatchRange,
  [from, to]: readonly [number, number],
  reference: string | null = null,
): Promise<MessageMove[]> {
  const { campaignId, firstSeq, lastSeq } = range;
  const found = await findIn.rows(tx, { campaignId, firstSeq, lastSeq, from, reference });
  return found.map((row) => ({ campaignId, ...row, status: to, code: 0 }));
}

const findIn = statement(
  {
    name: "messages-of-batch-in-state",
    params: { campaignId: int, firstSeq: int, lastSeq: int, from: smallint, reference: nullable(text) },
    row: { seq: int, parts: nullable(smallint) },
  },
  ({ campaignId, firstSeq, lastSeq, from, reference }) => sql`
    SELECT m.seq, ${notedPartsSql(firstSeq)} AS parts
      FROM message m LEFT JOIN batch_attempt a ON a.client_reference = ${reference}
     WHERE m.campaign_id = ${campaignId} AND m.seq BETWEEN ${firstSeq} AND ${lastSeq} AND m.status = ${from}
       AND (coalesce(cardinality(a.called), 0) = 0 OR m.seq = ANY (a.called))
     ORDER BY m.seq`,
);

/** Moves whoever of the batch, or of the attempt that is named, is still queued. */
export async function moveQueued(
  tx: Sql,
  batch: BatchRange,
  status: number,
  reference: string | null = null,
): Promise<void> {
  await moveMessages(tx, await movesFrom(tx, batch, [messageStatus.queued, status], reference), "engine");
}
