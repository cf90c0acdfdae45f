"use client";

import type { ReactNode } from "react";
import { useSendingControl } from "@/components/control/control-provider";
import { StopSending } from "@/components/control/stop-sending";
import { isHalted } from "@/components/control/words";
import { Card } from "@/components/ui/card";
import { FunnelChart } from "@/components/ui/funnel-chart";
import { PhoneBubble } from "@/components/ui/phone-frame";
import { StatGrid, StatTile } from "@/components/ui/stat-tile";
import { isOver, isRunning } from "@/lib/campaigns/status";
import type { CampaignDetail, CampaignLive } from "@/lib/campaigns/views";
import { formatCount, formatDateTime, formatShare } from "@/lib/format";
import { TemplateText } from "../template-text";
import { CanaryNotice } from "./canary-notice";
import { type ControlActions, ControlButtons, useControl } from "./control-buttons";
import { spoken } from "./figures";
import { FollowUpButton } from "./follow-up-button";
import { LiveAnnouncer } from "./live-announcer";
import { LiveHeader } from "./live-header";
import { Notices, RecallNotice, UnknownNotice } from "./notices";
import { PlanNotice } from "./plan-notice";
import { ProgressCard } from "./progress-card";
import { ReasonsCard } from "./reasons-card";
import { useLiveCampaign } from "./use-live-campaign";
import { WaitingNotice } from "./waiting-notice";

type LiveCampaignProps = {
  detail: CampaignDetail;
  initial: CampaignLive;
  zone: string;
  messagesPerSecond: number;
  actions: ControlActions;
  mayControl: boolean;
  mayWrite: boolean;
  /** Batches of which nobody knows, and the recipients' card: the server renders both. */
  unclear: ReactNode;
  children: ReactNode;
};

export function LiveCampaign(props: LiveCampaignProps) {
  const { detail, initial, zone, messagesPerSecond, actions, unclear, children, ...rights } = props;
  const { live, connection } = useLiveCampaign(initial);
  const { run } = useControl();
  const release = () => run(actions.release, { campaignId: live.id });
  const { control } = useSendingControl();
  const isStopped = isHalted(control) && isRunning(live.status);
  const buttons = (
    <>
      {isRunning(live.status) ? <StopSending isUrgent /> : null}
      <ControlButtons live={live} actions={actions} {...rights} />
    </>
  );
  return (
    <>
      <LiveHeader detail={detail} live={live} isStopped={isStopped} zone={zone} actions={buttons} />
      <LiveAnnouncer words={spoken(live)} />
      <Notices live={live} connection={connection} zone={zone} />
      <WaitingNotice live={live} zone={zone} />
      <PlanNotice live={live} zone={zone} />
      <CanaryNotice live={live} zone={zone} mayControl={rights.mayControl} onRelease={release} />
      <ProgressCard live={live} isStopped={isStopped} messagesPerSecond={messagesPerSecond} />
      <RecallNotice live={live} />
      <UnknownNotice live={live} />
      {unclear}
      {live.audience === 0 ? null : <Results {...props} live={live} />}
      <TextAndSkips live={live} detail={detail} zone={zone} />
      {children}
    </>
  );
}

function hrefOf(live: CampaignLive, filter: string): string {
  return `/campaigns/${live.id}?show=${filter}#recipients`;
}

function Results({ live, detail, actions, mayWrite }: LiveCampaignProps & { live: CampaignLive }) {
  const mayFollowUp = mayWrite && isOver(live.status) && live.unreached > 0;
  return (
    <>
      <div className="grid gap-3.5 lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)]">
        <FunnelCard live={live} />
        <ReasonsCard
          title="Why not delivered"
          reasons={live.failures}
          href={hrefOf(live, "failed")}
          none="Nothing failed so far."
          action={
            mayFollowUp ? (
              <FollowUpButton
                campaignId={live.id}
                unreached={live.unreached}
                followUps={detail.followUps}
                followUp={actions.followUp}
              />
            ) : null
          }
        />
      </div>
      <Tiles live={live} />
    </>
  );
}

type TextAndSkipsProps = { live: CampaignLive; detail: CampaignDetail; zone: string };

function TextAndSkips({ live, detail, zone }: TextAndSkipsProps) {
  return (
    <div className="grid gap-3.5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.9fr)]">
      <Card title="The text">
        <PhoneBubble>
          <TemplateText body={detail.body} />
        </PhoneBubble>
        {detail.notMarketing ? <NotMarketing {...detail.notMarketing} zone={zone} /> : null}
      </Card>
      <ReasonsCard
        title="Who was skipped, and why"
        reasons={live.skips}
        href={hrefOf(live, "skipped")}
        none="Nobody in the audience was skipped."
      />
    </div>
  );
}

function NotMarketing({ by, at, zone }: { by: string; at: string; zone: string }) {
  return (
    <p className="mt-3 text-ink-2">
      May go out at any hour: {by} confirmed on {formatDateTime(new Date(at), zone)} that it is not marketing.
    </p>
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
