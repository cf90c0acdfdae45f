"use client";

import { CircleCheck, CircleX, CloudUpload } from "lucide-react";
import { useEffect, useState } from "react";
import { formatRelative, formatTime } from "@/lib/format";
import type { SaveState } from "./saver";

type SavedNoteProps = { save: SaveState; zone: string };

/** "Saved a moment ago", or why not yet. Polite, so that typing is not talked over. */
export function SavedNote({ save, zone }: SavedNoteProps) {
  return (
    <span role="status" className="inline-flex items-center gap-1.5">
      <NoteBody save={save} zone={zone} />
    </span>
  );
}

function NoteBody({ save, zone }: SavedNoteProps) {
  switch (save.kind) {
    case "saved":
      return (
        <>
          <CircleCheck aria-hidden className="size-3.5! text-ok" />
          <SavedAt at={save.at} zone={zone} />
        </>
      );
    case "dirty":
    case "saving":
      return (
        <>
          <CloudUpload aria-hidden className="size-3.5!" />
          Saving…
        </>
      );
    case "failed":
      return (
        <span className="inline-flex items-start gap-1.5 text-bad">
          <CircleX aria-hidden className="mt-1 size-3.5!" />
          Not saved yet. {save.message}
        </span>
      );
    case "conflict":
      return <span className="text-warn">Not saved: somebody else changed this draft.</span>;
  }
}

/** The words for "just now" come from the browser's clock, so the server says the time instead. */
function SavedAt({ at, zone }: { at: string; zone: string }) {
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), 15_000);
    return () => clearInterval(timer);
  }, []);
  const instant = new Date(at);
  if (!now) return <>Saved at {formatTime(instant, zone)}</>;
  const isFresh = now.getTime() - instant.getTime() < 60_000;
  return <>{isFresh ? "Saved a moment ago" : `Saved ${formatRelative(instant, now)}`}</>;
}
