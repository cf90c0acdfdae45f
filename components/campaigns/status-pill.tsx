import { Ban, CalendarClock, CircleCheck, ListChecks, OctagonX, Pause, PencilLine, Send } from "lucide-react";
import type { ReactNode } from "react";
import { StatusPill } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { CampaignStatus } from "@/lib/campaigns/status";
import { formatPercent } from "@/lib/format";

const look: Record<CampaignStatus, { tone: Tone; icon: ReactNode; word: string }> = {
  draft: { tone: "muted", icon: <PencilLine />, word: "Draft" },
  scheduled: { tone: "muted", icon: <CalendarClock />, word: "Scheduled" },
  preparing: { tone: "accent", icon: <ListChecks />, word: "Preparing" },
  sending: { tone: "accent", icon: <Send />, word: "Sending" },
  paused: { tone: "warn", icon: <Pause />, word: "Paused" },
  sent: { tone: "ok", icon: <CircleCheck />, word: "Sent" },
  canceled: { tone: "muted", icon: <Ban />, word: "Canceled" },
};

const stopped = { tone: "bad", icon: <OctagonX />, word: "Stopped" } as const;

type CampaignStatusPillProps = {
  status: CampaignStatus;
  /** Nothing is being sent at all, whatever the campaign's own status. */
  isStopped?: boolean;
  /** Share of the audience that is dealt with, 0 to 1; shown while there is something to do. */
  progress?: number | null;
};

export function CampaignStatusPill({ status, isStopped = false, progress = null }: CampaignStatusPillProps) {
  const { tone, icon, word } = isStopped ? stopped : look[status];
  const isUnderWay = status === "sending" || status === "paused";
  return (
    <StatusPill tone={tone} icon={icon}>
      {word}
      {isUnderWay && progress !== null ? ` · ${formatPercent(progress, 0)}` : null}
    </StatusPill>
  );
}
