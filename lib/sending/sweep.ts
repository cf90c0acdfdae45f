import "server-only";
import { enqueueDispatch } from "../campaigns/dispatch";
import { finishCampaign } from "../campaigns/outcome";
import { pool, type Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { faultPoint } from "../faults";
import { enqueue } from "../jobs/enqueue";
import { log } from "../log";
import { lockBatches, moveMessages } from "../messages/commands";
import { messageStatus } from "../messages/rules";

/**
 * Takes over what a dead worker left. A claim that ran out is ready again, since nothing was sent. A call that was
 * under way may have been accepted: it becomes unknown, visibly, and is not sent again. Campaigns that nobody works
 * on get their jobs again. Safe to run on every worker at once and at any time.
 */
export async function sweepSending(): Promise<void> {
  await freeClaims();
  for (const batch of await abandonedCalls()) await takeOver(batch);
  await holdDirectMessages();
  await wakeCampaigns();
}

async function freeClaims(): Promise<void> {
  const freed = await pool().query(
    `UPDATE batch SET state = 'ready', lease_until = NULL, updated_at = now()
      WHERE id IN (SELECT id FROM batch WHERE state = 'claimed' AND lease_until < clock_timestamp()
                   LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
  );
  if (freed.rowCount) log.warn("claims of a dead worker freed", { batches: freed.rowCount });
}

type AbandonedCall = { id: number; campaignId: number; firstSeq: number; lastSeq: number };

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
    await lockBatches(tx, [batch.id]);
    const state = (await isProven(tx, batch)) ? "accepted" : "unknown";
    const decided = await tx.query(
      `UPDATE batch SET state = $2, lease_until = NULL, reason = $3, updated_at = now()
        WHERE id = $1 AND state = 'sending' AND lease_until < clock_timestamp()`,
      [batch.id, state, abandonedReason],
    );
    if (decided.rowCount === 0) return null;
    await tx.query(
      `UPDATE batch_attempt SET outcome = $2, reason = $3, finished_at = clock_timestamp()
        WHERE batch_id = $1 AND outcome IS NULL`,
      [batch.id, state, abandonedReason],
    );
    await moveQueued(tx, batch, state === "accepted" ? messageStatus.sent : messageStatus.unclear);
    faultPoint("sweep.beforeCommit");
    return state;
  });
  faultPoint("sweep.afterCommit");
  if (held) log.warn("call of a dead worker taken over", { campaignId: batch.campaignId, batchId: batch.id, held });
}

/** A delivery report of any of its messages says that Sinch had accepted the batch, where it was one call. */
async function isProven(tx: Sql, batch: AbandonedCall): Promise<boolean> {
  const result = await tx.query(
    `SELECT 1 FROM message WHERE campaign_id = $1 AND seq BETWEEN $2 AND $3
        AND status BETWEEN ${messageStatus.sent} AND ${messageStatus.unknown}
        AND NOT EXISTS (SELECT 1 FROM batch_attempt WHERE batch_id = $4 AND is_per_recipient) LIMIT 1`,
    [batch.campaignId, batch.firstSeq, batch.lastSeq, batch.id],
  );
  return result.rowCount === 1;
}

/** Moves whoever of the batch is still queued. */
export async function moveQueued(
  tx: Sql,
  batch: Pick<AbandonedCall, "campaignId" | "firstSeq" | "lastSeq">,
  status: number,
): Promise<void> {
  const queued = await tx.query<{ seq: number }>(
    "SELECT seq FROM message WHERE campaign_id = $1 AND seq BETWEEN $2 AND $3 AND status = 0 ORDER BY seq",
    [batch.campaignId, batch.firstSeq, batch.lastSeq],
  );
  await moveMessages(
    tx,
    queued.rows.map(({ seq }) => ({ campaignId: batch.campaignId, seq, status, code: 0, parts: null })),
    "engine",
  );
}

/** A direct message whose worker died during the call. */
async function holdDirectMessages(): Promise<void> {
  await pool().query(
    `UPDATE direct_message SET status = ${messageStatus.unclear}, reason = $1, updated_at = now()
      WHERE status = 0 AND attempted_at < clock_timestamp() - interval '90 seconds'`,
    [abandonedReason],
  );
}

type IdleCampaign = { id: number; isExpanded: boolean; hasWork: boolean };

/** Restarts what stands still: expansion that nobody runs, batches that nobody takes, an ending nobody wrote. */
async function wakeCampaigns(): Promise<void> {
  const idle = await pool().query<IdleCampaign>(
    `SELECT c.id, c.expanded_at IS NOT NULL AS "isExpanded",
            EXISTS (SELECT 1 FROM batch b WHERE b.campaign_id = c.id AND b.state IN ('ready', 'claimed', 'sending')) AS "hasWork"
       FROM campaign c
      WHERE c.status IN ('preparing', 'sending')
         OR (c.launched_at IS NOT NULL AND c.expanded_at IS NULL)`,
  );
  for (const campaign of idle.rows) {
    await inTransaction(async (tx) => {
      if (!campaign.isExpanded) await enqueue(tx, "campaign.expand", { campaignId: campaign.id });
      if (campaign.hasWork) await enqueueDispatch(tx, campaign.id);
    });
    if (campaign.isExpanded && !campaign.hasWork) await finishCampaign(campaign.id);
  }
  await wakeDirectMessages();
}

async function wakeDirectMessages(): Promise<void> {
  const waiting = await pool().query<{ id: number }>(
    `SELECT id FROM direct_message
      WHERE status = 0 AND attempted_at IS NULL AND created_at < clock_timestamp() - interval '10 seconds'
      ORDER BY id LIMIT 100`,
  );
  for (const { id } of waiting.rows) {
    await inTransaction((tx) => enqueue(tx, "message.direct", { directMessageId: id }));
  }
}
