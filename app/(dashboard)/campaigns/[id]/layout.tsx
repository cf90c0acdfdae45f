import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { requireViewer } from "@/lib/auth/viewer";
import { findCampaign } from "@/lib/campaigns/queries/one";
import { campaignIdSchema } from "@/lib/campaigns/schema";

type CampaignLayoutProps = { params: Promise<{ id: string }>; children: ReactNode };

/** Asked above the skeleton: what does not exist answers 404, not 200 with an apology. */
export default async function CampaignLayout({ params, children }: CampaignLayoutProps) {
  const viewer = await requireViewer("campaign.read");
  const id = campaignIdSchema.safeParse((await params).id);
  if (!id.success || !(await findCampaign(viewer, id.data))) notFound();
  return children;
}
