import type { ComposerFacts } from "@/components/campaigns/compose/types";
import { listAudienceTags } from "@/lib/audience/queries";
import { may } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer";
import { findCampaignName } from "@/lib/campaigns/queries/one";
import { listMergeFields } from "@/lib/campaigns/queries/preview";
import type { CampaignDraft } from "@/lib/campaigns/views";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { getOrganisation, getSendingSettings } from "@/lib/settings/queries";

/** What the composer has to know about this installation and this viewer. */
export async function factsFor(
  viewer: Viewer,
  { id: campaignId, audience: { followUpOf }, confirmedOptOutLine }: CampaignDraft,
): Promise<ComposerFacts> {
  const [tags, fields, organisation, { hasQuietHours }, original] = await Promise.all([
    listAudienceTags(viewer),
    listMergeFields(viewer),
    getOrganisation(),
    getSendingSettings(),
    followUpOf === null ? null : findCampaignName(viewer, followUpOf),
  ]);
  return {
    campaignId,
    tags,
    fields,
    optOutLine: confirmedOptOutLine ?? organisation.optOutLine,
    organisation: organisation.name,
    defaultCountry: organisation.defaultCountry,
    zone: organisation.timeZone,
    sender: env().SINCH_NUMBER,
    messagesPerSecond: env().SINCH_MESSAGES_PER_SECOND,
    maySend: may(viewer, "campaign.send"),
    followUpOf: original,
    hasQuietHours,
    readAt: now().toISOString(),
  };
}
