import "server-only";
import { finishCampaign } from "../../campaigns/outcome";
import { pool } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { type MessageMove, moveMessages } from "../../messages/commands";
import { messageStatus, skipReason } from "../../messages/rules";
import { closeReady } from "../batch/row";
import { inTimeSql } from "../gate/may-send";

/**
 * After a campaign's last moment nothing leaves, paused or not. Whoever was not sent to is skipped, with that reason, batch by
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
  const { rows } = await pool().query<{ id: number }>(
    `SELECT c.id FROM campaign c
      WHERE c.status IN ('preparing', 'sending', 'paused') AND NOT ${inTimeSql}
        AND (c.status = 'paused' OR EXISTS (SELECT FROM batch b WHERE b.campaign_id = c.id AND b.state = 'ready'))`,
  );
  return rows.map(({ id }) => id);
}

type LateBatch = { id: number; firstSeq: number; lastSeq: number };

async function skipSome(campaignId: number): Promise<number> {
  return inTransaction(async (tx) => {
    const batches = await tx.query<LateBatch>(
      `SELECT b.id, b.first_seq AS "firstSeq", b.last_seq AS "lastSeq" FROM batch b JOIN campaign c ON c.id = b.campaign_id
        WHERE c.id = $1 AND c.status IN ('preparing', 'sending', 'paused') AND NOT ${inTimeSql} AND b.state = 'ready'
        ORDER BY b.id LIMIT 20 FOR UPDATE OF b SKIP LOCKED`,
      [campaignId],
    );
    const late = batches.rows;
    const left = await tx.query<{ seq: number }>(
      `SELECT m.seq FROM unnest($2::int[], $3::int[]) AS b (first, last)
         JOIN message m ON m.campaign_id = $1 AND m.seq BETWEEN b.first AND b.last AND m.status = ${messageStatus.queued}
        ORDER BY m.seq`,
      [campaignId, late.map((batch) => batch.firstSeq), late.map((batch) => batch.lastSeq)],
    );
    const moves = left.rows.map(
      ({ seq }): MessageMove => ({
        campaignId,
        seq,
        status: messageStatus.skipped,
        code: skipReason.too_late,
        parts: 0,
      }),
    );
    await moveMessages(tx, moves, "engine");
    await closeReady(
      tx,
      late.map((batch) => batch.id),
    );
    return late.length;
  });
}
