"use client";

import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { FunnelChart } from "@/components/ui/funnel-chart";
import { PhoneBubble } from "@/components/ui/phone-frame";
import { StatGrid, StatTile } from "@/components/ui/stat-tile";
import type { CampaignDetail, CampaignLive } from "@/lib/campaigns/views";
import { formatCount, formatShare } from "@/lib/format";
import { type ControlActions, ControlButtons } from "./control-buttons";
import { spoken } from "./figures";
import { LiveAnnouncer } from "./live-announcer";
import { LiveHeader } from "./live-header";
import { Notices } from "./notices";
import { ProgressCard } from "./progress-card";
import { ReasonsCard } from "./reasons-card";
import { useLive } from "./use-live";

type LiveCampaignProps = {
  detail: CampaignDetail;
  initial: CampaignLive;
  zone: string;
  messagesPerSecond: number;
  actions: ControlActions;
  mayControl: boolean;
  mayWrite: boolean;
  /** The recipients' card, which the server renders. */
  children: ReactNode;
};

export function LiveCampaign({
  detail,
  initial,
  zone,
  messagesPerSecond,
  actions,
  children,
  ...rights
}: LiveCampaignProps) {
  const { live, connection } = useLive(initial);
  const hrefOf = (filter: string) => `/campaigns/${live.id}?show=${filter}#recipients`;
  return (
    <>
      <LiveHeader
        detail={detail}
        live={live}
        zone={zone}
        actions={<ControlButtons live={live} actions={actions} {...rights} />}
      />
      <LiveAnnouncer words={spoken(live)} />
      <Notices live={live} connection={connection} />
      <ProgressCard live={live} messagesPerSecond={messagesPerSecond} />
      <div className="grid gap-3.5 lg:grid-cols-[1.9fr_1fr]">
        <FunnelCard live={live} />
        <ReasonsCard
          title="Why not delivered"
          reasons={live.failures}
          href={hrefOf("failed")}
          none="Nothing failed so far."
        />
      </div>
      <Tiles live={live} />
      <div className="grid gap-3.5 lg:grid-cols-[1fr_1.9fr]">
        <Card title="The text">
          <PhoneBubble>{detail.body}</PhoneBubble>
        </Card>
        <ReasonsCard
          title="Who was skipped, and why"
          reasons={live.skips}
          href={hrefOf("skipped")}
          none="Nobody in the audience was skipped."
        />
      </div>
      {children}
    </>
  );
}

function FunnelCard({ live }: { live: CampaignLive }) {
  const { ledger } = live;
  return (
    <Card title="From audience to action">
      <FunnelChart
        label="From audience to action"
        stages={[
          { label: "audience", value: live.audience },
          { label: "eligible", value: live.audience - ledger.skipped },
          { label: "accepted", value: ledger.accepted },
          { label: "delivered", value: live.delivered },
          { label: "replied", value: live.replies },
          { label: "opted out", value: live.optOuts },
        ]}
      />
    </Card>
  );
}

function Tiles({ live }: { live: CampaignLive }) {
  const eligible = live.audience - live.ledger.skipped;
  return (
    <StatGrid>
      <StatTile
        label="Delivery rate"
        value={formatShare(live.delivered, live.delivered + live.ledger.failed)}
        note="of those with a final receipt"
      />
      <StatTile
        label="Opted out"
        value={formatCount(live.optOuts)}
        note={`${formatShare(live.optOuts, live.delivered, 2)} of delivered`}
      />
      <StatTile label="Replies" value={formatCount(live.replies)} note="opt-outs not included" />
      <StatTile label="Parts" value={formatCount(live.parts)} note={`for ${formatCount(eligible)} eligible people`} />
    </StatGrid>
  );
}
