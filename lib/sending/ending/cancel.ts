import "server-only";
import { sleep } from "../../clock";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { bool, int, known } from "../../db/types";
import { faultPoint } from "../../faults";
import { lockBatches } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import { closeReady, moveQueued } from "../batch/row";
import { openBatchStates } from "../rules";

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

async function cancelSome(campaignId: number): Promise<number> {
  return inTransaction(async (tx) => {
    const batches = await findReady.rows(tx, { campaignId });
    const ids = batches.map((batch) => batch.id);
    await lockBatches(tx, ids);
    for (const batch of batches) await moveQueued(tx, { campaignId, ...batch }, messageStatus.canceled);
    await closeReady(tx, ids);
    faultPoint("cancel.beforeCommit");
    return batches.length;
  });
}

const findReady = statement(
  { name: "ready-batches-of-canceled", params: { campaignId: int }, row: { id: int, firstSeq: int, lastSeq: int } },
  ({ campaignId }) => sql`
    SELECT id, first_seq AS "firstSeq", last_seq AS "lastSeq" FROM batch
     WHERE campaign_id = ${campaignId} AND state = 'ready' ORDER BY id LIMIT 20 FOR UPDATE SKIP LOCKED`,
);

async function isComplete(campaignId: number): Promise<boolean> {
  return (await readComplete.first(pool(), { campaignId }))?.done ?? true;
}

const readComplete = statement(
  { name: "is-canceled-completely", params: { campaignId: int }, row: { done: known(bool, "IS NULL, NOT EXISTS") } },
  ({ campaignId }) => sql`
    SELECT (expanded_at IS NOT NULL OR launched_at IS NULL)
           AND NOT EXISTS (SELECT 1 FROM batch
                            WHERE campaign_id = ${campaignId} AND state IN (${openBatchStates})) AS done
      FROM campaign WHERE id = ${campaignId}`,
);
