"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useLive } from "@/components/live/use-live";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { LiveRegion } from "@/components/ui/live-region";
import { SegmentedBar } from "@/components/ui/progress";
import { callAction, type ServerAction } from "@/components/ui/server-action";
import type { ImportProgress } from "@/lib/imports/views";
import { progressWords } from "./words";

type ImportProgressCardProps = {
  id: number;
  progress: ImportProgress;
  revise: ServerAction<{ id: number }, void>;
};

/** How far the import is, by itself; the page is loaded again when its status changes. */
export function ImportProgressCard({ id, progress: first, revise }: ImportProgressCardProps) {
  const router = useRouter();
  const [progress, setProgress] = useState(first);
  useLive<ImportProgress>(`import:${id}`, (next) => {
    setProgress(next);
    if (next.status !== first.status) router.refresh();
  });
  const { title, words } = progressWords(progress);
  return (
    <Card title={title}>
      <div className="grid gap-2">
        <SegmentedBar
          label={words}
          total={progress.of ?? 1}
          segments={[{ label: "Done", value: progress.of === null ? 0 : progress.done, tone: "accent" }]}
        />
        <p className="text-ink-2 tabular-nums">{words}</p>
        <LiveRegion text={words} />
        <p className="text-sm text-ink-3">This goes on when you leave the page, and after a restart.</p>
        {progress.status === "checking" ? (
          <Button
            size="sm"
            className="w-fit"
            onClick={async () => {
              await callAction(revise, { id });
              router.refresh();
            }}
          >
            Back to the columns
          </Button>
        ) : null}
      </div>
    </Card>
  );
}
