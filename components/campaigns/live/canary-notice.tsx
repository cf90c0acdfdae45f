import { Bird, Play } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { isRunning } from "@/lib/campaigns/status";
import type { CampaignLive } from "@/lib/campaigns/views";
import { formatCounted } from "@/lib/format";
import { canaryHeadline, restWords } from "./figures";

type CanaryNoticeProps = { live: CampaignLive; zone: string; mayControl: boolean; onRelease: () => void };

/** The first people go alone: how they fare, when the rest follows, and on what condition. */
export function CanaryNotice({ live, zone, mayControl, onRelease }: CanaryNoticeProps) {
  const { canary } = live;
  if (!canary || !isRunning(live.status) || (canary.state !== "sending" && canary.state !== "waiting")) return null;
  return (
    <Callout
      tone="info"
      icon={<Bird />}
      title={canaryHeadline(live, canary)}
      {...(mayControl ? { action: <ReleaseButton live={live} onRelease={onRelease} /> } : {})}
    >
      {restWords(live, canary, zone)}
    </Callout>
  );
}

function ReleaseButton({ live, onRelease }: { live: CampaignLive; onRelease: () => void }) {
  const messages = live.isExpanded ? formatCounted(live.ledger.toGo, "message") : "the rest";
  return (
    <ConfirmDialog
      trigger={<Button icon={<Play />}>Let the rest go now</Button>}
      tone="primary"
      title={`Send ${messages} without waiting?`}
      confirmLabel={`Send ${messages}`}
      onConfirm={onRelease}
    >
      <p>Nobody waits any longer for what becomes of the first ones. You can still pause or cancel what is not sent.</p>
    </ConfirmDialog>
  );
}
