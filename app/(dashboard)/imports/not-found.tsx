import { FileUp } from "lucide-react";
import { Page } from "@/components/layout/page";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";

export default function NotFound() {
  return (
    <Page crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: "Not found" }]}>
      <PageHeader title="There is no such import" />
      <Card padded={false}>
        <EmptyState
          icon={<FileUp />}
          title="Nothing here"
          action={<ButtonLink href="/imports">All imports</ButtonLink>}
        >
          The address is not complete. Imports are never deleted.
        </EmptyState>
      </Card>
    </Page>
  );
}
