import "server-only";
import { addBatchEvent } from "../campaigns/batch-events";
import { enqueueDispatch } from "../campaigns/dispatch";
import { finishCampaign } from "../campaigns/outcome";
import { pool, type Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { faultPoint } from "../faults";
import { enqueue } from "../jobs/enqueue";
import { log } from "../log";
import { moveMessages } from "../messages/commands";
import { messageStatus } from "../messages/rules";
import { type BatchRange, lockBatch, movesFrom, othersOf, writeBatch } from "./batch-row";
import { inTimeSql, mayFollowSql, maySendSql } from "./control";
import { decide, isTaken, nobodyElse } from "./core/batch";
import { watchGuards } from "./guards";
import { tooLateCampaigns } from "./too-late";

/**
 * Takes over what a dead worker left. A claim that ran out is ready again, since nothing was sent. A call that was
 * under way may have been accepted: it becomes unknown, visibly, and is not sent again. Campaigns that nobody works
 * on get their jobs again. Safe to run on every worker at once and at any time.
 */
export async function sweepSending(): Promise<void> {
  const failures: unknown[] = [];
  // What one step cannot do must not keep the others from what they can.
  for (const step of steps) await step().catch((error) => failures.push(error));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, "several steps of the sweep failed");
}

const steps = [
  freeClaims,
  takeOverCalls,
  holdDirectMessages,
  watchGuards,
  expireCampaigns,
  wakeCampaigns,
  wakeDirectMessages,
];

async function takeOverCalls(): Promise<void> {
  for (const batch of await abandonedCalls()) await takeOver(batch);
}

async function expireCampaigns(): Promise<void> {
  for (const campaignId of await tooLateCampaigns()) {
    await inTransaction((tx) => enqueue(tx, "campaign.expire", { campaignId }));
  }
}

async function freeClaims(): Promise<void> {
  const freed = await pool().query(
    `UPDATE batch SET state = 'ready', lease_until = NULL, updated_at = now()
      WHERE id IN (SELECT id FROM batch WHERE state = 'claimed' AND lease_until < clock_timestamp()
                   LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
  );
  if (freed.rowCount) log.warn("claims of a dead worker freed", { batches: freed.rowCount });
}

type AbandonedCall = BatchRange & { id: number };

async function abandonedCalls(): Promise<AbandonedCall[]> {
  const result = await pool().query<AbandonedCall>(
    `SELECT id, campaign_id AS "campaignId", first_seq AS "firstSeq", last_seq AS "lastSeq"
       FROM batch WHERE state = 'sending' AND lease_until < clock_timestamp() LIMIT 100`,
  );
  return result.rows;
}

const abandonedReason = "the worker stopped while the call was under way";

async function takeOver(batch: AbandonedCall): Promise<void> {
  const held = await inTransaction(async (tx) => {
    const locked = await lockBatch(tx, batch.id);
    const call = await openCall(tx, batch);
    const others = call.called.length === 0 ? nobodyElse : await othersOf(tx, batch, call.called);
    const event = { kind: "abandoned", isProven: call.isProven, others } as const;
    const decision = decide(locked.batch, event, locked.now);
    if (!isTaken(locked.batch, decision)) return null;
    await writeBatch(tx, batch.id, decision.batch, { reason: abandonedReason });
    await tx.query(
      `UPDATE batch_attempt SET outcome = $2, reason = $3, finished_at = clock_timestamp()
        WHERE batch_id = $1 AND outcome IS NULL`,
      [batch.id, call.isProven ? "accepted" : "unknown", abandonedReason],
    );
    for (const effect of decision.effects) {
      if (effect.kind === "move_queued") await moveQueued(tx, batch, messageStatus[effect.status], call.reference);
    }
    if (!call.isProven) await addBatchEvent(tx, batch.id, "unknown", abandonedReason);
    faultPoint("sweep.beforeCommit");
    return decision.batch.state;
  });
  faultPoint("sweep.afterCommit");
  if (held) log.warn("call of a dead worker taken over", { campaignId: batch.campaignId, batchId: batch.id, held });
}

type OpenCall = { reference: string | null; called: number[]; isProven: boolean };

/**
 * The call that was under way. A delivery report of any of its messages says that Sinch had accepted all of it, where it was one
 * call and no earlier one can be what the report was about.
 */
async function openCall(tx: Sql, batch: AbandonedCall): Promise<OpenCall> {
  const result = await tx.query<OpenCall>(
    `SELECT a.client_reference AS reference, a.called,
            NOT a.is_per_recipient
            AND NOT EXISTS (SELECT 1 FROM batch_attempt WHERE batch_id = $4 AND outcome NOT IN ('throttled', 'not_sent'))
            AND EXISTS (SELECT 1 FROM message
                         WHERE campaign_id = $1 AND seq BETWEEN $2 AND $3
                           AND status BETWEEN ${messageStatus.sent} AND ${messageStatus.unknown}) AS "isProven"
       FROM batch_attempt a WHERE a.batch_id = $4 AND a.outcome IS NULL ORDER BY a.number DESC LIMIT 1`,
    [batch.campaignId, batch.firstSeq, batch.lastSeq, batch.id],
  );
  return result.rows[0] ?? { reference: null, called: [], isProven: false };
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

/** A direct message whose worker died during the call. */
async function holdDirectMessages(): Promise<void> {
  await pool().query(
    `UPDATE direct_message SET status = ${messageStatus.unclear}, reason = $1, updated_at = now()
      WHERE status = 0 AND attempted_at < clock_timestamp() - interval '90 seconds'`,
    [abandonedReason],
  );
}

type IdleCampaign = { id: number; isExpanded: boolean; isOpen: boolean; hasWork: boolean };

/**
 * Restarts what stands still: expansion that nobody runs, batches that nobody takes, an ending nobody wrote. What is
 * stopped rests.
 */
async function wakeCampaigns(): Promise<void> {
  const idle = await pool().query<IdleCampaign>(
    `SELECT c.id, c.expanded_at IS NOT NULL AS "isExpanded",
            EXISTS (SELECT 1 FROM batch b WHERE b.campaign_id = c.id AND b.state IN ('ready', 'claimed', 'sending')) AS "isOpen",
            EXISTS (SELECT 1 FROM batch b WHERE b.campaign_id = c.id AND b.state = 'ready'
                                            AND b.next_attempt_at <= now()
                                            AND ${mayFollowSql("b.number")})
              AND ${maySendSql} AND ${inTimeSql} AS "hasWork"
       FROM campaign c
      WHERE c.status IN ('preparing', 'sending')
         OR (c.launched_at IS NOT NULL AND c.expanded_at IS NULL)`,
  );
  for (const campaign of idle.rows) {
    await inTransaction(async (tx) => {
      if (!campaign.isExpanded) await enqueue(tx, "campaign.expand", { campaignId: campaign.id });
      if (campaign.hasWork) await enqueueDispatch(tx, campaign.id);
    });
    if (campaign.isExpanded && !campaign.isOpen) await finishCampaign(campaign.id);
  }
}

async function wakeDirectMessages(): Promise<void> {
  const waiting = await pool().query<{ id: number }>(
    `SELECT id FROM direct_message
      WHERE status = 0 AND attempted_at IS NULL AND created_at < clock_timestamp() - interval '10 seconds' AND ${maySendSql}
      ORDER BY id LIMIT 100`,
  );
  for (const { id } of waiting.rows) {
    await inTransaction((tx) => enqueue(tx, "message.direct", { directMessageId: id }));
  }
}
