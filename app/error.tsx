"use client";

import { CenteredPage } from "@/components/layout/centered-page";
import { ErrorCard } from "@/components/layout/error-card";

type ErrorPageProps = { error: Error & { digest?: string }; retry: () => void };

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return (
    <CenteredPage>
      <ErrorCard digest={error.digest} retry={retry} />
    </CenteredPage>
  );
}
