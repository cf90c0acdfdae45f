"use client";

import { ErrorCard } from "@/components/layout/error-card";
import { Page } from "@/components/layout/page";
import { Card } from "@/components/ui/card";

/** The frame stays; only the page inside it failed. */
export default function CampaignsError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <Page crumbs={[{ label: "Campaigns", href: "/campaigns" }, { label: "Error" }]} width="narrow">
      <Card>
        <ErrorCard digest={error.digest} retry={retry} />
      </Card>
    </Page>
  );
}
