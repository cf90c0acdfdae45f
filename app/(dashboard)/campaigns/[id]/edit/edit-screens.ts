import { redirect } from "next/navigation";
import { getAudienceCount } from "@/lib/audience/queries";
import type { Viewer } from "@/lib/auth/viewer";
import { findSchedule } from "@/lib/campaigns/queries/one";
import { previewAudience } from "@/lib/campaigns/queries/preview";
import { getTurns } from "@/lib/campaigns/queries/turns";
import { turnsMatter } from "@/lib/campaigns/timing";
import type { CampaignDraft } from "@/lib/campaigns/views";
import { factsFor } from "./facts";

/** Everything the composer begins with. */
export async function getDraftScreen(viewer: Viewer, draft: CampaignDraft) {
  const { audience, body } = draft;
  const [initialCount, initialPreview, facts] = await Promise.all([
    getAudienceCount(viewer, audience),
    previewAudience(viewer, { audience, body }),
    factsFor(viewer, draft),
  ]);
  return { initial: draft, initialCount, initialPreview, facts };
}

/** Everything the page of a scheduled campaign shows. */
export async function getScheduledScreen(viewer: Viewer, campaign: CampaignDraft) {
  const [schedule, { eligible }, facts] = await Promise.all([
    findSchedule(viewer, campaign.id),
    getAudienceCount(viewer, campaign.audience),
    factsFor(viewer, campaign),
  ]);
  // It started while the page was being made.
  if (!schedule) redirect(`/campaigns/${campaign.id}`);
  const { audience, timing, guards } = campaign;
  const { ignoresQuietHours } = guards;
  const turns = turnsMatter(timing.start, facts.hasQuietHours && !ignoresQuietHours)
    ? await getTurns(viewer, { audience, start: timing.start, ignoresQuietHours })
    : null;
  return { schedule, eligible, facts, turns };
}
