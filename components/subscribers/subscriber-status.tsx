import { Ban, CircleCheck, CircleHelp } from "lucide-react";
import type { ReactNode } from "react";
import { StatusPill } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import { type SubscriberStatus, statusWords } from "@/lib/subscribers/rules";

const look: Record<SubscriberStatus, { tone: Tone; icon: ReactNode }> = {
  subscribed: { tone: "ok", icon: <CircleCheck /> },
  opted_out: { tone: "bad", icon: <Ban /> },
  no_consent: { tone: "warn", icon: <CircleHelp /> },
};

export function SubscriberStatusPill({ status }: { status: SubscriberStatus }) {
  return (
    <StatusPill tone={look[status].tone} icon={look[status].icon}>
      {statusWords[status]}
    </StatusPill>
  );
}
