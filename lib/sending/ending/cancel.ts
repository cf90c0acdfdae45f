import "server-only";
import { sleep } from "../../clock";
import { pool } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { faultPoint } from "../../faults";
import { lockBatches } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import { closeReady, moveQueued } from "../batch/row";

/**
 * Marks what a canceled campaign had not sent yet, batch by batch, until its audience is complete and nothing is
 * left to mark. A batch whose call is under way is not touched: its outcome is a fact. Safe to run twice.
 */
export async function cancelCampaignBatches(campaignId: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const marked = await cancelSome(campaignId);
    faultPoint("cancel.afterCommit");
    if (marked > 0) continue;
    if (await isComplete(campaignId)) return;
    await sleep(200, signal);
  }
}

type CancelableBatch = { id: number; firstSeq: number; lastSeq: number };

async function cancelSome(campaignId: number): Promise<number> {
  return inTransaction(async (tx) => {
    const batches = await tx.query<CancelableBatch>(
      `SELECT id, first_seq AS "firstSeq", last_seq AS "lastSeq" FROM batch
        WHERE campaign_id = $1 AND state = 'ready' ORDER BY id LIMIT 20 FOR UPDATE SKIP LOCKED`,
      [campaignId],
    );
    const ids = batches.rows.map((batch) => batch.id);
    await lockBatches(tx, ids);
    for (const batch of batches.rows) await moveQueued(tx, { campaignId, ...batch }, messageStatus.canceled);
    await closeReady(tx, ids);
    faultPoint("cancel.beforeCommit");
    return batches.rows.length;
  });
}

async function isComplete(campaignId: number): Promise<boolean> {
  const result = await pool().query<{ done: boolean }>(
    `SELECT (expanded_at IS NOT NULL OR launched_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM batch WHERE campaign_id = $1 AND state IN ('ready', 'claimed', 'sending')) AS done
       FROM campaign WHERE id = $1`,
    [campaignId],
  );
  return result.rows[0]?.done ?? true;
}
