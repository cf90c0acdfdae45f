import { Moon } from "lucide-react";
import { Callout } from "@/components/ui/callout";
import { isOver } from "@/lib/campaigns/status";
import type { CampaignLive } from "@/lib/campaigns/views";
import { formatCount } from "@/lib/format";
import { waitingEnd, waitingLine, waitingTitle } from "./waiting-words";

/** Who may not be texted yet, until when and why. Nobody has to do anything. */
export function WaitingNotice({ live, zone }: { live: CampaignLive; zone: string }) {
  const { parts, later } = live.waiting;
  if (parts.length === 0 || isOver(live.status)) return null;
  return (
    <Callout tone="info" icon={<Moon />} title={waitingTitle(live, zone)}>
      <ul className="tabular-nums">
        {parts.map((part) => (
          <li key={`${part.until} ${part.why}`}>{waitingLine(part, live, zone)}</li>
        ))}
        {later > 0 ? <li>{formatCount(later)} later</li> : null}
      </ul>
      <p>{waitingEnd(live, zone)}</p>
    </Callout>
  );
}
