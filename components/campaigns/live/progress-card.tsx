import { Scale } from "lucide-react";
import { Card } from "@/components/ui/card";
import { Legend, SegmentedBar } from "@/components/ui/progress";
import type { CampaignLive } from "@/lib/campaigns/views";
import { formatCount } from "@/lib/format";
import { balance, headline, remainder } from "./figures";

type ProgressCardProps = { live: CampaignLive; isStopped: boolean; messagesPerSecond: number };

/** The ledger: everybody in the audience is in exactly one of its columns. */
export function ProgressCard({ live, isStopped, messagesPerSecond }: ProgressCardProps) {
  const { ledger, delivered, unclear, audience } = live;
  return (
    <Card>
      <div className="mb-2.5 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="font-[620] tabular-nums">{headline(live)}</h2>
        <p className="text-ink-2 tabular-nums">{remainder(live, messagesPerSecond, isStopped)}</p>
      </div>
      <SegmentedBar
        label={headline(live)}
        total={audience}
        segments={[
          { label: "Delivered", value: delivered, tone: "ok" },
          { label: "Accepted, not delivered yet", value: ledger.accepted - delivered, tone: "accent" },
          { label: "Failed", value: ledger.failed, tone: "bad" },
          { label: "Unclear", value: unclear, tone: "warn" },
          { label: "Unknown", value: ledger.unknown - unclear, tone: "unknown" },
          { label: "Skipped", value: ledger.skipped, tone: "muted" },
          { label: "Canceled", value: ledger.canceled, tone: "muted" },
        ]}
      />
      <LedgerLegend live={live} />
      {audience === 0 ? null : (
        <p className="mt-3 flex items-start gap-2 text-sm text-ink-3 tabular-nums">
          <Scale aria-hidden className="mt-0.5 size-3.5!" />
          {balance(live)}
        </p>
      )}
    </Card>
  );
}

function LedgerLegend({ live }: { live: CampaignLive }) {
  const { ledger, unclear, audience } = live;
  return (
    <div className="mt-4">
      <Legend
        items={[
          { label: "Audience", value: formatCount(audience), tone: "ink" },
          { label: "Accepted by Sinch", value: formatCount(ledger.accepted), tone: "accent" },
          { label: "Skipped", value: formatCount(ledger.skipped), tone: "muted" },
          { label: "Failed", value: formatCount(ledger.failed), tone: "bad" },
          { label: "Unclear", value: formatCount(unclear), tone: "warn" },
          { label: "Unknown", value: formatCount(ledger.unknown - unclear), tone: "unknown" },
          { label: "Canceled", value: formatCount(ledger.canceled), tone: "muted" },
          { label: "Still to go", value: formatCount(ledger.toGo), tone: "rest" },
        ]}
      />
    </div>
  );
}
