import "server-only";
import type { z } from "zod";
import type { Sql } from "../../db/pool";
import { sql } from "../../db/sql";
import { inTransaction } from "../../db/transaction";
import { instant, int, json, nullable, text } from "../../db/types";
import { env } from "../../env";
import { AppError } from "../../errors";
import type { Actor } from "../../events/actor";
import { enqueue } from "../../jobs/enqueue";
import { getOrganisation } from "../../settings/queries";
import { enqueueDispatch } from "../dispatch";
import { moveCampaign } from "../move";
import { canaryPeople, mayDo } from "../rules";
import type { launchSchema, Timing } from "../schema";
import { textOfCampaign } from "../text";
import { latestMoment } from "../timing";
import { recordNotMarketing } from "./not-marketing";
import { asConflict, checkReady, freezeView, type LockedCampaign, lockCampaign } from "./ready";
import { gone, refusal } from "./status";

/**
 * Send. One transaction over one snapshot: the draft, the audience's exact count and its ceiling belong together, and
 * the jobs that expand and send it exist exactly if the status was written. Pressing twice launches once. One that is scheduled
 * starts now as well, whatever its time was.
 */
type Launch = z.output<typeof launchSchema>;

export async function launchCampaign(actor: Actor, input: Launch): Promise<void> {
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
    await recordNotMarketing(tx, actor, campaign);
    await beginSending(tx, actor, campaign, timing, eligible);
  }).catch(asConflict);
}

/** For the draft, or the scheduled campaign, that somebody looked at; one that changed since is refused. */
export async function lockForSending(tx: Sql, input: Launch, wanted: string): Promise<LockedCampaign> {
  const campaign = await lockCampaign(tx, input.campaignId);
  if (!campaign) throw gone();
  if (!mayDo(campaign.status, "launch")) throw refusal(campaign.status, wanted);
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
export async function beginSending(
  tx: Sql,
  actor: Actor,
  campaign: LockedCampaign,
  timing: Timing,
  eligible: number,
): Promise<void> {
  const { optOutLine } = await getOrganisation(tx);
  const { SINCH_NUMBER, SINCH_MESSAGES_PER_SECOND } = env();
  const expiresAt = latestMoment(timing, campaign.now, (eligible / SINCH_MESSAGES_PER_SECOND) * 1_000);
  const canaryPeople = canaryOf(campaign, eligible);
  const set = sql`,
    launched_at = now(), sender = ${text(SINCH_NUMBER)}, timing = ${json<Timing>()(timing)}, expires_at = ${nullable(instant)(expiresAt)},
    version = version + 1, audience_ceiling_id = (SELECT coalesce(max(id), 0) FROM subscriber),
    body = ${text(textOfCampaign(campaign, optOutLine).body)}, canary_people = ${int(canaryPeople)},
    canary_state = ${text(canaryPeople > 0 ? "sending" : "")}`;
  await moveCampaign(tx, campaign.id, { to: "preparing", from: [campaign.status], set, actor });
  await enqueue(tx, "campaign.expand", { campaignId: campaign.id });
  await enqueueDispatch(tx, campaign.id);
}

/** How many go first; 0 when all of them would. */
function canaryOf({ guards: { canary } }: LockedCampaign, eligible: number): number {
  const people = canary ? canaryPeople(canary.size, eligible) : 0;
  return people < eligible ? people : 0;
}
