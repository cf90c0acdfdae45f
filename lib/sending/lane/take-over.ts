import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import { pool, type Sql } from "../../db/pool";
import { sql } from "../../db/sql";
import { type RowOf, statement } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { arrayOf, bool, int, known, text } from "../../db/types";
import { faultPoint } from "../../faults";
import { log } from "../../log";
import { messageStatus } from "../../messages/rules";
import { lockBatch, moveQueued, othersOf, writeBatch } from "../batch/row";
import { decide, isTaken, nobodyElse } from "../core/batch";

const findAbandoned = statement(
  { name: "abandoned-calls", row: { id: int, campaignId: int, firstSeq: int, lastSeq: int } },
  () => sql`
    SELECT id, campaign_id AS "campaignId", first_seq AS "firstSeq", last_seq AS "lastSeq"
      FROM batch WHERE state = 'sending' AND lease_until < clock_timestamp() LIMIT 100`,
);

export type AbandonedCall = RowOf<typeof findAbandoned>;

export function abandonedCalls(): Promise<AbandonedCall[]> {
  return findAbandoned.rows(pool());
}

export const abandonedReason = "the worker stopped while the call was under way";

export async function takeOver(batch: AbandonedCall): Promise<void> {
  const state = await inTransaction(async (tx) => {
    const locked = await lockBatch(tx, batch.id);
    const call = await openCall(tx, batch);
    const others = call.called.length === 0 ? nobodyElse : await othersOf(tx, batch, call.called);
    const event = { kind: "abandoned", isProven: call.isProven, others } as const;
    const decision = decide(locked.batch, event, locked.now);
    if (!isTaken(locked.batch, decision)) return null;
    await writeBatch(tx, batch.id, decision.batch, { reason: abandonedReason });
    await endCall.run(tx, {
      batchId: batch.id,
      outcome: call.isProven ? "accepted" : "unknown",
      reason: abandonedReason,
    });
    for (const effect of decision.effects) {
      if (effect.kind === "move_queued") await moveQueued(tx, batch, messageStatus[effect.status], call.reference);
    }
    if (!call.isProven) await addBatchEvent(tx, batch.id, "unknown", abandonedReason);
    faultPoint("sweep.beforeCommit");
    return decision.batch.state;
  });
  faultPoint("sweep.afterCommit");
  if (state) log.warn("call of a dead worker taken over", { campaignId: batch.campaignId, batchId: batch.id, state });
}

const endCall = statement(
  { name: "end-open-call", params: { batchId: int, outcome: text, reason: text } },
  ({ batchId, outcome, reason }) => sql`
    UPDATE batch_attempt SET outcome = ${outcome}, reason = ${reason}, finished_at = clock_timestamp()
     WHERE batch_id = ${batchId} AND outcome IS NULL`,
);

export type OpenCall = { reference: string | null; called: readonly number[]; isProven: boolean };

/**
 * The call that was under way. A delivery report of any of its messages says that Sinch had accepted all of it, where it was one
 * call and no earlier one can be what the report was about.
 */
export async function openCall(tx: Sql, batch: AbandonedCall): Promise<OpenCall> {
  return (await findOpen.first(tx, batch)) ?? { reference: null, called: [], isProven: false };
}

const findOpen = statement(
  {
    name: "open-call",
    params: { id: int, campaignId: int, firstSeq: int, lastSeq: int },
    row: {
      reference: text,
      called: known(arrayOf(int), "written with every attempt"),
      isProven: known(bool, "NOT EXISTS"),
    },
  },
  ({ id, campaignId, firstSeq, lastSeq }) => sql`
    SELECT a.client_reference AS reference, a.called,
           NOT a.is_per_recipient
           AND NOT EXISTS (SELECT 1 FROM batch_attempt WHERE batch_id = ${id} AND outcome NOT IN ('throttled', 'not_sent'))
           AND EXISTS (SELECT 1 FROM message
                        WHERE campaign_id = ${campaignId} AND seq BETWEEN ${firstSeq} AND ${lastSeq}
                          AND status BETWEEN ${messageStatus.sent} AND ${messageStatus.unknown}) AS "isProven"
      FROM batch_attempt a WHERE a.batch_id = ${id} AND a.outcome IS NULL ORDER BY a.number DESC LIMIT 1`,
);
