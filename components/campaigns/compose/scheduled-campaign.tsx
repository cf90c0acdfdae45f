"use client";

import { CalendarClock, Pencil, Send, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Facts } from "@/components/ui/facts";
import { PageHeader } from "@/components/ui/page-header";
import { callAction, type ServerAction } from "@/components/ui/server-action";
import { useNow } from "@/components/ui/use-now";
import { haltWords } from "@/lib/campaigns/halt";
import type { CampaignDraft, CampaignSchedule, Turns } from "@/lib/campaigns/views";
import { formatCounted } from "@/lib/format";
import { CampaignStatusPill } from "../status-pill";
import { PlanCard } from "./review/plan-card";
import { reviewFacts } from "./review/review-facts";
import { SendWords } from "./review/send-words";
import type { ComposerFacts, Launch } from "./types";
import { startWords, untilWords } from "./when/when-words";

type Target = { campaignId: number };
export type ScheduledActions = {
  unschedule: ServerAction<Target, void>;
  cancel: ServerAction<Target, void>;
  launch: ServerAction<Launch, void>;
};

type ScheduledCampaignProps = {
  campaign: CampaignDraft;
  schedule: CampaignSchedule;
  /** How many may be texted today. */
  eligible: number;
  turns: Turns | null;
  facts: Pick<
    ComposerFacts,
    "optOutLine" | "sender" | "tags" | "followUpOf" | "zone" | "messagesPerSecond" | "maySend" | "readAt"
  >;
  actions: ScheduledActions;
};

const clockMs = 10_000;
const refreshMs = 2_000;

/** Decided and waiting for its time: what it will do, and the ways to change one's mind. */
export function ScheduledCampaign(props: ScheduledCampaignProps) {
  const { campaign, schedule, eligible, turns, facts } = props;
  const { zone, messagesPerSecond } = facts;
  const now = useNow(facts.readAt, clockMs);
  const [refusal, setRefusal] = useState<string | null>(null);
  const isDue = schedule.halt === null && new Date(schedule.startsAt) <= now;
  return (
    <>
      <LiveRefresh topic={isDue ? `campaign:${campaign.id}` : null} everyMs={refreshMs} />
      <PageHeader
        title={campaign.name}
        status={<CampaignStatusPill status={campaign.status} />}
        description={schedule.halt ? "It did not start." : startsWords(props, now)}
        actions={facts.maySend ? <ScheduledButtons {...props} now={now} onRefused={setRefusal} /> : null}
      />
      {refusal ? (
        <Callout tone="bad" role="alert" title="Nothing was changed">
          {refusal}
        </Callout>
      ) : null}
      {schedule.halt ? (
        <Callout tone="warn" icon={<CalendarClock />} title={haltWords(schedule.halt)}>
          Nobody was texted. Send it now, or change its time.
        </Callout>
      ) : null}
      <div className="grid gap-3.5 lg:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] lg:items-start">
        <Card title="What goes out">
          <Facts items={reviewFacts(facts, campaign, now, false)} />
        </Card>
        <PlanCard {...{ draft: campaign, eligible, turns, messagesPerSecond, zone, now }} />
      </div>
    </>
  );
}

function startsWords({ campaign, schedule }: ScheduledCampaignProps, now: Date): string {
  const startsAt = new Date(schedule.startsAt);
  if (startsAt <= now) return "It starts any moment now.";
  return `Starts ${startWords(campaign.timing.start, now)}, ${untilWords(startsAt, now)}`;
}

type ScheduledButtonsProps = ScheduledCampaignProps & { now: Date; onRefused: (message: string) => void };

/** The commands behind the buttons, and what follows from each answer. */
function useScheduledActions({ campaign, eligible, actions, onRefused }: ScheduledButtonsProps) {
  const router = useRouter();
  const [isChanging, start] = useTransition();
  const { id: campaignId, version } = campaign;
  const change = () =>
    start(async () => {
      const result = await callAction(actions.unschedule, { campaignId });
      if (!result.ok) return onRefused(result.error.message);
      // The same address shows the draft now.
      router.replace(`/campaigns/${campaignId}/edit?step=when`);
      router.refresh();
    });
  const send = async () => {
    const result = await callAction(actions.launch, { campaignId, version, confirmedEligible: eligible });
    if (result.ok) return router.push(`/campaigns/${campaignId}`);
    onRefused(Object.values(result.error.fields)[0] ?? result.error.message);
    router.refresh();
  };
  const cancel = async () => {
    const result = await callAction(actions.cancel, { campaignId });
    if (!result.ok) onRefused(result.error.message);
    router.refresh();
  };
  return { isChanging, change, send, cancel };
}

function ScheduledButtons(props: ScheduledButtonsProps) {
  const { campaign, eligible, facts, now } = props;
  const { isChanging, change, send, cancel } = useScheduledActions(props);
  const messages = formatCounted(eligible, "message");
  const sooner = { ...campaign, timing: { ...campaign.timing, start: { kind: "now" as const } } };
  return (
    <>
      <ConfirmDialog
        trigger={<Button icon={<Send />}>Send now</Button>}
        tone="primary"
        title={`Send ${messages} now?`}
        confirmLabel={`Send ${messages}`}
        onConfirm={send}
      >
        <SendWords facts={facts} draft={sooner} eligible={eligible} turns={null} now={now} />
      </ConfirmDialog>
      <ConfirmDialog
        trigger={
          <Button variant="danger" icon={<X />}>
            Cancel
          </Button>
        }
        title="Cancel this campaign?"
        confirmLabel="Cancel the campaign"
        onConfirm={cancel}
      >
        <p>Nobody gets it, and it cannot be scheduled again. To keep it for later, change it instead.</p>
      </ConfirmDialog>
      <Button variant="primary" icon={<Pencil />} loading={isChanging} onClick={change}>
        Change
      </Button>
    </>
  );
}
