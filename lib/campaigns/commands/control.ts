import "server-only";
import type { Viewer } from "../../auth/viewer";
import type { Sql } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { AppError } from "../../errors";
import { enqueue } from "../../jobs/enqueue";
import { enqueueDispatch } from "../dispatch";
import { returnsSql } from "../returns";
import { type CampaignVerb, mayDo } from "../rules";
import { campaignStatuses } from "../status";
import { refuseChange } from "./status";

/**
 * Pause, resume, let the rest follow its canary, and cancel: each one a compare-and-swap together with the jobs that follow from it. What Sinch already
 * accepted is on its way and stays a fact.
 */
type Target = { campaignId: number };

export async function pauseCampaign(_viewer: Viewer, { campaignId }: Target): Promise<void> {
  await inTransaction((tx) => move(tx, campaignId, "pause", "status = 'paused', paused_reason = ''", "paused"));
}

export async function resumeCampaign(_viewer: Viewer, { campaignId }: Target): Promise<void> {
  await inTransaction(async (tx) => {
    const isExpanded = await move(tx, campaignId, "resume", resumeSql, "resumed");
    await enqueueDispatch(tx, campaignId);
    if (!isExpanded) await enqueue(tx, "campaign.expand", { campaignId });
  });
}

/**
 * Whoever resumes has seen what came back so far, so limits judge what comes after it. A canary on its way is still
 * judged as a whole; one that was stopped has been looked at.
 */
const resumeSql = `
  status = 'sending', paused_reason = '',
  canary_state = CASE WHEN canary_state = 'stopped' THEN 'passed' ELSE canary_state END,
  reviewed = CASE WHEN canary_state IN ('sending', 'waiting') THEN reviewed ELSE ${returnsSql} END`;

/** Somebody does not wait any longer for what becomes of the canary. */
export async function releaseCanary(_viewer: Viewer, { campaignId }: Target): Promise<void> {
  await inTransaction(async (tx) => {
    const released = await tx.query(
      `UPDATE campaign SET canary_state = 'passed', updated_at = now()
        WHERE id = $1 AND canary_state IN ('sending', 'waiting') AND status IN ('preparing', 'sending')`,
      [campaignId],
    );
    if (released.rowCount !== 1) throw new AppError("conflict", "Nothing waits for its first people any more.");
    await enqueueDispatch(tx, campaignId);
  });
}

export async function cancelCampaign(_viewer: Viewer, { campaignId }: Target): Promise<void> {
  await inTransaction(async (tx) => {
    await move(tx, campaignId, "cancel", "status = 'canceled', finished_at = now(), paused_reason = ''", "canceled");
    await enqueue(tx, "campaign.cancel", { campaignId });
  });
}

/** Returns whether everybody in the audience has a message row. */
async function move(tx: Sql, campaignId: number, verb: CampaignVerb, change: string, wanted: string): Promise<boolean> {
  const from = campaignStatuses.filter((status) => mayDo(status, verb));
  const moved = await tx.query<{ isExpanded: boolean }>(
    `UPDATE campaign c SET ${change}, updated_at = now() WHERE id = $1 AND status = ANY ($2)
     RETURNING expanded_at IS NOT NULL AS "isExpanded"`,
    [campaignId, from],
  );
  return moved.rows[0]?.isExpanded ?? refuseChange(tx, campaignId, wanted);
}
