import "server-only";
import { pool } from "../db/pool";

/** What the engine writes of a campaign's own status: compare-and-swap, safe to call at any time and twice. */

/** `sent` once everybody has a message row and no batch is left to send. A paused one whose last moment is over needs nobody. */
export async function finishCampaign(campaignId: number): Promise<boolean> {
  const result = await pool().query(
    `UPDATE campaign SET status = 'sent', finished_at = now(), paused_reason = '', updated_at = now()
      WHERE id = $1 AND expanded_at IS NOT NULL
        AND (status = 'sending' OR (status = 'paused' AND expires_at <= clock_timestamp()))
        AND NOT EXISTS (SELECT 1 FROM batch WHERE campaign_id = $1 AND state IN ('ready', 'claimed', 'sending'))`,
    [campaignId],
  );
  return result.rowCount === 1;
}

/** The account or the configuration refuses every batch: stop here and say why, instead of failing everybody. */
export async function pauseBecauseOf(campaignId: number, reason: string): Promise<void> {
  await pool().query(
    `UPDATE campaign SET status = 'paused', paused_reason = $2, updated_at = now()
      WHERE id = $1 AND status IN ('preparing', 'sending')`,
    [campaignId, reason],
  );
}
