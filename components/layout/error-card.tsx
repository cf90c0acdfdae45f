"use client";

import { Button } from "@/components/ui/button";
import { Code } from "@/components/ui/code";

type ErrorCardProps = { digest: string | undefined; retry: () => void };

/** What happened, what was kept, what to do; the id is the one in the log. */
export function ErrorCard({ digest, retry }: ErrorCardProps) {
  return (
    <div role="alert">
      <h1 className="text-title">This page could not be shown</h1>
      <p className="mt-1.5 text-ink-2">
        Something unexpected went wrong while it was being made. What was saved before is still saved, and sending is
        not affected.
      </p>
      {digest ? (
        <p className="mt-3 text-ink-2">
          If it happens again, give this id to your administrator: <Code>{digest}</Code>
        </p>
      ) : null}
      <div className="mt-5 flex flex-wrap gap-2">
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
        <Button onClick={() => window.location.assign("/")}>Go to the overview</Button>
      </div>
    </div>
  );
}
