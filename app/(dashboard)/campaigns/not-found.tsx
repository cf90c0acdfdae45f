import { Megaphone } from "lucide-react";
import { Page } from "@/components/layout/page";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";

export default function CampaignNotFound() {
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: "Not found" }]}>
      <PageHeader title="There is no such campaign" />
      <Card padded={false}>
        <EmptyState
          icon={<Megaphone />}
          title="Nothing here"
          action={<ButtonLink href="/campaigns">All campaigns</ButtonLink>}
        >
          The draft may have been deleted, or the address is not complete. What was sent is never deleted.
        </EmptyState>
      </Card>
    </Page>
  );
}
