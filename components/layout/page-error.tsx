"use client";

import type { Crumb } from "@/components/ui/breadcrumb";
import { Card } from "@/components/ui/card";
import { ErrorCard } from "./error-card";
import { Page } from "./page";

/** What Next hands to an `error.tsx`. */
export type ErrorProps = { error: Error & { digest?: string }; retry: () => void };

/** The frame stays; only the page inside it failed. */
export function PageError({ crumb, error, retry }: ErrorProps & { crumb: Crumb }) {
  return (
    <Page crumbs={[crumb, { label: "Error" }]} width="narrow">
      <Card>
        <ErrorCard digest={error.digest} retry={retry} />
      </Card>
    </Page>
  );
}
