import { Ban, CircleCheck, CircleX, Columns3, ListChecks, LoaderCircle, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { StatusPill } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { ImportStatus } from "@/lib/imports/status";

const look: Record<ImportStatus, { tone: Tone; icon: ReactNode; word: string }> = {
  uploading: { tone: "accent", icon: <Upload />, word: "Uploading" },
  mapping: { tone: "warn", icon: <Columns3 />, word: "Columns to choose" },
  checking: { tone: "accent", icon: <LoaderCircle />, word: "Checking" },
  ready: { tone: "warn", icon: <ListChecks />, word: "To be confirmed" },
  running: { tone: "accent", icon: <LoaderCircle />, word: "Importing" },
  done: { tone: "ok", icon: <CircleCheck />, word: "Imported" },
  failed: { tone: "bad", icon: <CircleX />, word: "Failed" },
  canceled: { tone: "muted", icon: <Ban />, word: "Thrown away" },
};

export function ImportStatusPill({ status }: { status: ImportStatus }) {
  return (
    <StatusPill tone={look[status].tone} icon={look[status].icon}>
      {look[status].word}
    </StatusPill>
  );
}
