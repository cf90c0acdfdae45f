import "server-only";
import type { z } from "zod";
import type { Viewer } from "../../auth/viewer";
import type { Sql } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { env } from "../../env";
import { AppError } from "../../errors";
import { enqueue } from "../../jobs/enqueue";
import { getOrganisation } from "../../settings/queries";
import { enqueueDispatch } from "../dispatch";
import { canaryPeople, mayDo } from "../rules";
import type { launchSchema, Timing } from "../schema";
import { textOfCampaign } from "../text";
import { latestMoment } from "../timing";
import { recordNotMarketing } from "./not-marketing";
import { asConflict, checkReady, freezeView, type LockedCampaign, lockCampaign } from "./ready";
import { refuseChange } from "./status";

/**
 * Send. One transaction over one snapshot: the draft, the audience's exact count and its ceiling belong together, and
 * the jobs that expand and send it exist exactly if the status was written. Pressing twice launches once. One that is scheduled
 * starts now as well, whatever its time was.
 */
type Launch = z.output<typeof launchSchema>;

export async function launchCampaign(viewer: Viewer, input: Launch): Promise<void> {
  await inTransaction(async (tx) => {
    await freezeView(tx);
    const campaign = await lockForSending(tx, input, "sent again");
    const isLater = campaign.status === "draft" && campaign.timing.start.kind !== "now";
    if (isLater) {
      const words = "This campaign is to start later: schedule it, or choose to send it now.";
      throw new AppError("invalid", words, { fields: { timing: words } });
    }
    const timing: Timing = { ...campaign.timing, start: { kind: "now" } };
    const { eligible } = await checkReady(tx, campaign, timing, input.confirmedEligible);
    await recordNotMarketing(tx, viewer, campaign);
    await beginSending(tx, campaign, timing, eligible);
  }).catch(asConflict);
}

/** For the draft, or the scheduled campaign, that somebody looked at; one that changed since is refused. */
export async function lockForSending(tx: Sql, input: Launch, wanted: string): Promise<LockedCampaign> {
  const campaign = await lockCampaign(tx, input.campaignId);
  if (!campaign || !mayDo(campaign.status, "launch")) return refuseChange(tx, input.campaignId, wanted);
  if (campaign.version !== input.version) {
    const what = campaign.status === "draft" ? "draft" : "campaign";
    throw new AppError("conflict", `Somebody changed this ${what} in the meantime. Read it again before you send.`);
  }
  return campaign;
}

/**
 * Subscribers of this moment are the audience, and the text is written down with its opt-out line: nothing adds to it or takes
 * from it any more, whatever becomes of the settings. The caller holds the campaign and has checked it.
 */
export async function beginSending(tx: Sql, campaign: LockedCampaign, timing: Timing, eligible: number): Promise<void> {
  const { optOutLine } = await getOrganisation(tx);
  const { SINCH_NUMBER, SINCH_MESSAGES_PER_SECOND } = env();
  const expiresAt = latestMoment(timing, campaign.now, (eligible / SINCH_MESSAGES_PER_SECOND) * 1_000);
  await tx.query(
    `UPDATE campaign
        SET status = 'preparing', launched_at = now(), sender = $2, timing = $3, expires_at = $4, paused_reason = '',
            updated_at = now(), version = version + 1,
            audience_ceiling_id = (SELECT coalesce(max(id), 0) FROM subscriber),
            body = $7, canary_people = $6, canary_state = CASE WHEN $6 > 0 THEN 'sending' ELSE '' END
      WHERE id = $1 AND status = $5`,
    [
      campaign.id,
      SINCH_NUMBER,
      JSON.stringify(timing),
      expiresAt,
      campaign.status,
      canaryOf(campaign, eligible),
      textOfCampaign(campaign, optOutLine).body,
    ],
  );
  await enqueue(tx, "campaign.expand", { campaignId: campaign.id });
  await enqueueDispatch(tx, campaign.id);
}

/** How many go first; 0 when all of them would. */
function canaryOf({ guards: { canary } }: LockedCampaign, eligible: number): number {
  const people = canary ? canaryPeople(canary.size, eligible) : 0;
  return people < eligible ? people : 0;
}
