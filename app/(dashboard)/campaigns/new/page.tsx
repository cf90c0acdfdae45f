import type { Metadata } from "next";
import { NewCampaignCard } from "@/components/campaigns/list/new-campaign-card";
import { Page } from "@/components/layout/page";
import { PageHeader } from "@/components/ui/page-header";
import { requireViewer } from "@/lib/auth/viewer";
import { createCampaignAction } from "../actions";

export const metadata: Metadata = { title: "New campaign" };

export default async function NewCampaignPage() {
  await requireViewer("campaign.write");
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: "New campaign" }]} width="narrow">
      <PageHeader
        title="New campaign"
        description="A draft that saves itself. Nothing is sent before you confirm the exact number."
      />
      <NewCampaignCard create={createCampaignAction} />
    </Page>
  );
}
