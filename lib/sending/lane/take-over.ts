import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import { pool, type Sql } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { faultPoint } from "../../faults";
import { log } from "../../log";
import { messageStatus } from "../../messages/rules";
import { type BatchRange, lockBatch, moveQueued, othersOf, writeBatch } from "../batch/row";
import { decide, isTaken, nobodyElse } from "../core/batch";

export type AbandonedCall = BatchRange & { id: number };

export async function abandonedCalls(): Promise<AbandonedCall[]> {
  const result = await pool().query<AbandonedCall>(
    `SELECT id, campaign_id AS "campaignId", first_seq AS "firstSeq", last_seq AS "lastSeq"
       FROM batch WHERE state = 'sending' AND lease_until < clock_timestamp() LIMIT 100`,
  );
  return result.rows;
}

export const abandonedReason = "the worker stopped while the call was under way";

export async function takeOver(batch: AbandonedCall): Promise<void> {
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

export type OpenCall = { reference: string | null; called: number[]; isProven: boolean };

/**
 * The call that was under way. A delivery report of any of its messages says that Sinch had accepted all of it, where it was one
 * call and no earlier one can be what the report was about.
 */
export async function openCall(tx: Sql, batch: AbandonedCall): Promise<OpenCall> {
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
