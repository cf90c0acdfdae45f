import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/viewer";
import { getCampaignLive } from "@/lib/campaigns/live/read";
import { findCampaignDetail } from "@/lib/campaigns/queries/one";
import { listUnclearBatches } from "@/lib/campaigns/queries/unclear";
import { campaignIdSchema } from "@/lib/campaigns/schema";
import { isDraft, isScheduled } from "@/lib/campaigns/status";
import { recipientFilters } from "@/lib/campaigns/views";
import { listRecipients } from "@/lib/messages/queries";
import { getOrganisation } from "@/lib/settings/queries";

const searchSchema = z.object({
  show: z.enum(recipientFilters).catch("all"),
  cursor: z.string().max(200).nullable().catch(null),
});

/** Everything the page of a launched campaign shows. One that is still being written leads to its composer. */
export async function getCampaignScreen(viewer: Viewer, idText: string, search: Record<string, unknown>) {
  const id = campaignIdSchema.safeParse(idText).data ?? notFound();
  const { show, cursor } = searchSchema.parse(search);
  const detail = (await findCampaignDetail(viewer, id)) ?? notFound();
  if (isDraft(detail.status) || isScheduled(detail.status)) redirect(`/campaigns/${id}/edit`);
  const [live, recipients, unclear, { timeZone: zone }] = await Promise.all([
    getCampaignLive(viewer, id),
    listRecipients(viewer, { campaignId: id, filter: show, cursor }),
    listUnclearBatches(viewer, id),
    getOrganisation(),
  ]);
  return { detail, live, recipients, filter: show, unclear, zone };
}
