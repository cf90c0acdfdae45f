import type { Metadata } from "next";
import { NewCampaignCard } from "@/components/campaigns/list/new-campaign-card";
import { Page } from "@/components/layout/page";
import { PageHeader } from "@/components/ui/page-header";
import { requireViewer } from "@/lib/auth/viewer";
import { tagIdSchema } from "@/lib/tags/schema";
import { createCampaignAction } from "../actions";

export const metadata: Metadata = { title: "New campaign" };

type Props = { searchParams: Promise<{ tag?: string | string[] }> };

export default async function NewCampaignPage({ searchParams }: Props) {
  await requireViewer("campaign.write");
  const tag = tagIdSchema.safeParse((await searchParams).tag);
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: "New campaign" }]} width="narrow">
      <PageHeader
        title="New campaign"
        description="A draft that saves itself. Nothing is sent before you confirm the exact number."
      />
      <NewCampaignCard create={createCampaignAction} includeTagIds={tag.success ? [tag.data] : []} />
    </Page>
  );
}
