"use client";

import { ErrorCard } from "@/components/layout/error-card";
import { Page } from "@/components/layout/page";
import { Card } from "@/components/ui/card";

/** The frame stays; only the page inside it failed. */
export default function PageError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <Page crumbs={[{ label: "Subscribers", href: "/subscribers" }, { label: "Error" }]} width="narrow">
      <Card>
        <ErrorCard digest={error.digest} retry={retry} />
      </Card>
    </Page>
  );
}
