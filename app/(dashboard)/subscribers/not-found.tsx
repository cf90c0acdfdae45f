import { Users } from "lucide-react";
import { Page } from "@/components/layout/page";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";

export default function NotFound() {
  return (
    <Page crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: "Not found" }]}>
      <PageHeader title="There is no such subscriber" />
      <Card padded={false}>
        <EmptyState
          icon={<Users />}
          title="Nothing here"
          action={<ButtonLink href="/subscribers">All subscribers</ButtonLink>}
        >
          The subscriber may have been deleted, or the address is not complete. Opt-outs and evidence of consent are
          kept.
        </EmptyState>
      </Card>
    </Page>
  );
}
