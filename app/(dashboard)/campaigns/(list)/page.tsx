import { Megaphone } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { CampaignList } from "@/components/campaigns/list/campaign-list";
import { NewCampaignButton } from "@/components/campaigns/list/new-campaign-button";
import { Page } from "@/components/layout/page";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/permissions";
import { requireViewer } from "@/lib/auth/viewer";
import { listCampaigns } from "@/lib/campaigns/queries/list";
import { campaignGroups } from "@/lib/campaigns/views";
import { getOrganisation } from "@/lib/settings/queries";
import { createCampaignAction } from "../actions";

export const metadata: Metadata = { title: "Campaigns" };

type CampaignsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const searchSchema = z.object({
  show: z.enum(campaignGroups).catch("all"),
  cursor: z.string().max(200).optional().catch(undefined),
});

export default async function CampaignsPage({ searchParams }: CampaignsPageProps) {
  const viewer = await requireViewer("campaign.read");
  const { show, cursor } = searchSchema.parse(await searchParams);
  const [page, { timeZone }] = await Promise.all([
    listCampaigns(viewer, { group: show, cursor: cursor ?? null }),
    getOrganisation(),
  ]);
  const newButton = may(viewer, "campaign.write") ? <NewCampaignButton create={createCampaignAction} /> : null;
  // The empty list shows the button itself, right under what it explains.
  const isEmpty = show === "all" && page.rows.length === 0 && page.previous === null;
  return (
    <Page crumbs={[{ label: "Campaigns" }]}>
      <PageHeader
        title="Campaigns"
        description="Every text you sent, are sending, or are still writing."
        actions={isEmpty ? null : newButton}
      />
      <CampaignList page={page} group={show} zone={timeZone} newButton={newButton} icon={<Megaphone />} />
    </Page>
  );
}
