import { Moon } from "lucide-react";
import { Callout } from "@/components/ui/callout";
import { isOver } from "@/lib/campaigns/status";
import type { CampaignLive } from "@/lib/campaigns/views";
import { formatCount } from "@/lib/format";
import { heldEnd, heldLine, heldTitle } from "./held-words";

/** Who may not be texted yet, until when and why. Nobody has to do anything. */
export function HeldNotice({ live, zone }: { live: CampaignLive; zone: string }) {
  const { parts, later } = live.held;
  if (parts.length === 0 || isOver(live.status)) return null;
  return (
    <Callout tone="info" icon={<Moon />} title={heldTitle(live, zone)}>
      <ul className="tabular-nums">
        {parts.map((part) => (
          <li key={`${part.until} ${part.why}`}>{heldLine(part, live, zone)}</li>
        ))}
        {later > 0 ? <li>{formatCount(later)} later</li> : null}
      </ul>
      <p>{heldEnd(live, zone)}</p>
    </Callout>
  );
}
