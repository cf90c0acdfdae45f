import { CircleHelp, Gauge } from "lucide-react";
import { Callout } from "@/components/ui/callout";
import type { CampaignLive, PlanTrouble } from "@/lib/campaigns/views";
import { planTroubleWords } from "./figures";

/** What keeps it below the plan's rate, and when it goes on. */
export function PlanNotice({ live, zone }: { live: CampaignLive; zone: string }) {
  const trouble: PlanTrouble | null = live.planTrouble;
  if (trouble === null) return null;
  const { title, text } = planTroubleWords(trouble, zone);
  const isSlowed = trouble.kind === "slowed";
  return (
    <Callout tone={isSlowed ? "info" : "warn"} icon={isSlowed ? <Gauge /> : <CircleHelp />} title={title}>
      {text}
    </Callout>
  );
}
