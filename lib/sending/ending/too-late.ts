import "server-only";
import { finishCampaign } from "../../campaigns/outcome";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { arrayOf, int } from "../../db/types";
import { type MessageMove, moveMessages } from "../../messages/commands";
import { messageStatus, skipReason } from "../../messages/rules";
import { closeReady } from "../batch/row";
import { inTimeSql } from "../gate/may-send";

/**
 * After a campaign's last moment nothing leaves, paused or not. People who were not sent to are skipped, with that reason, batch by
 * batch; then the campaign is sent. A batch whose call is under way is not touched: its outcome is a fact. Safe to run twice, and
 * to die in.
 */
export async function skipTooLate(campaignId: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if ((await skipSome(campaignId)) === 0) break;
  }
  await finishCampaign(campaignId);
}

/** Campaigns of which something is left, for the sweep. A paused one is left until it is sent: nobody else ends it. */
export async function tooLateCampaigns(): Promise<number[]> {
  return (await findLate.rows(pool())).map(({ id }) => id);
}

const findLate = statement(
  { name: "campaigns-too-late", row: { id: int } },
  () => sql`
    SELECT c.id FROM campaign c
     WHERE c.status IN ('preparing', 'sending', 'paused') AND NOT ${inTimeSql}
       AND (c.status = 'paused' OR EXISTS (SELECT FROM batch b WHERE b.campaign_id = c.id AND b.state = 'ready'))`,
);

async function skipSome(campaignId: number): Promise<number> {
  return inTransaction(async (tx) => {
    const late = await findLateBatches.rows(tx, { campaignId });
    const firsts = late.map((batch) => batch.firstSeq);
    const lasts = late.map((batch) => batch.lastSeq);
    const left = await findLeft.rows(tx, { campaignId, firsts, lasts });
    const to = { status: messageStatus.skipped, code: skipReason.too_late, parts: 0 };
    const moves = left.map(({ seq }): MessageMove => ({ campaignId, seq, ...to }));
    await moveMessages(tx, moves, "engine");
    await closeReady(
      tx,
      late.map((batch) => batch.id),
    );
    return late.length;
  });
}

const findLateBatches = statement(
  { name: "batches-too-late", params: { campaignId: int }, row: { id: int, firstSeq: int, lastSeq: int } },
  ({ campaignId }) => sql`
    SELECT b.id, b.first_seq AS "firstSeq", b.last_seq AS "lastSeq" FROM batch b JOIN campaign c ON c.id = b.campaign_id
     WHERE c.id = ${campaignId} AND c.status IN ('preparing', 'sending', 'paused') AND NOT ${inTimeSql} AND b.state = 'ready'
     ORDER BY b.id LIMIT 20 FOR UPDATE OF b SKIP LOCKED`,
);

const findLeft = statement(
  {
    name: "queued-in-ranges",
    params: { campaignId: int, firsts: arrayOf(int), lasts: arrayOf(int) },
    row: { seq: int },
  },
  ({ campaignId, firsts, lasts }) => sql`
    SELECT m.seq FROM unnest(${firsts}::int[], ${lasts}::int[]) AS b (first, last)
      JOIN message m ON m.campaign_id = ${campaignId} AND m.seq BETWEEN b.first AND b.last
                    AND m.status = ${messageStatus.queued}
     ORDER BY m.seq`,
);
