import { notFound } from "next/navigation";
import { cache } from "react";
import { requireViewer } from "@/lib/auth/viewer";
import { findCampaign } from "@/lib/campaigns/queries/one";
import { campaignIdSchema } from "@/lib/campaigns/schema";

/** The campaign of the address as its composer knows it, or 404. The layout and the page below it ask once. */
export const readCampaign = cache(async (text: string) => {
  const viewer = await requireViewer("campaign.read");
  const id = campaignIdSchema.safeParse(text).data ?? notFound();
  return (await findCampaign(viewer, id)) ?? notFound();
});
