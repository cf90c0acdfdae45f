"use client";

import { CenteredPage } from "@/components/layout/centered-page";
import { ErrorCard } from "@/components/layout/error-card";
import "@fontsource-variable/inter";
import "./globals.css";

type GlobalErrorProps = { error: Error & { digest?: string }; retry: () => void };

/** Stands in for the root layout when that one failed, so it brings its own document. */
export default function GlobalError({ error, retry }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body>
        <title>Tidings</title>
        <CenteredPage>
          <ErrorCard digest={error.digest} retry={retry} />
        </CenteredPage>
      </body>
    </html>
  );
}
