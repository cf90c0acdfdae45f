"use client";

import { CircleHelp, Hourglass, TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { StatusPill } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { callAction, type ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { batchEventWords, nextWords } from "@/lib/campaigns/reasons";
import type { UnclearDecision } from "@/lib/campaigns/schema";
import type { UnclearBatch, UnclearBatches } from "@/lib/campaigns/views";
import { formatCounted, formatDate, formatTime, formatZone } from "@/lib/format";
import { people } from "./figures";

type Decide = ServerAction<UnclearDecision, void>;
type UnclearCardProps = {
  campaignId: number;
  batches: UnclearBatches;
  zone: string;
  readAt: Date;
  decide: Decide | null;
};

/** Each batch of which nobody knows whether Sinch took it: why, what was done and when, and what happens next. */
export function UnclearCard({ campaignId, batches, zone, readAt, decide }: UnclearCardProps) {
  const { shown, total } = batches;
  const time = timesIn(zone, readAt);
  if (total === 0) return null;
  const more = total - shown.length;
  return (
    <Card
      padded={false}
      title="Unclear batches"
      description={`Nobody in them is sent to again unless that is safe. Times are ${formatZone(zone)}.`}
      {...(more > 0 ? { footer: `and ${formatCounted(more, "more batch", "more batches")}` } : {})}
    >
      <ul className="divide-y border-t">
        {shown.map((batch) => (
          <li key={batch.id} className="grid gap-x-6 gap-y-3 px-5 py-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
            <Standing batch={batch} time={time} campaignId={campaignId} decide={decide} />
            <Story batch={batch} time={time} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Time = (instant: string) => string;
type StandingProps = { batch: UnclearBatch; time: Time; campaignId: number; decide: Decide | null };

function Standing({ batch, time, campaignId, decide }: StandingProps) {
  return (
    <div className="flex min-w-0 flex-col items-start gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <b className="font-[620]">Batch {batch.number}</b>
        <StatePill batch={batch} />
        {batch.state === "duplicate" ? null : <span className="text-ink-2">{people(batch.people)}</span>}
      </div>
      <p className="text-sm text-ink-2">{nextWords(batch, time)}</p>
      {batch.isAsked && decide ? <Decision batch={batch} campaignId={campaignId} decide={decide} /> : null}
    </div>
  );
}

function StatePill({ batch }: { batch: UnclearBatch }) {
  if (batch.state === "duplicate") {
    return (
      <StatusPill tone="bad" icon={<TriangleAlert />}>
        Sent twice
      </StatusPill>
    );
  }
  if (batch.state === "holding") {
    return (
      <StatusPill tone="warn" icon={<Hourglass />}>
        Held at Sinch
      </StatusPill>
    );
  }
  return (
    <StatusPill tone="unknown" icon={<CircleHelp />}>
      {batch.isAsked ? "Decision needed" : "Unclear"}
    </StatusPill>
  );
}

function Story({ batch, time }: { batch: UnclearBatch; time: Time }) {
  return (
    <ol className="flex min-w-0 flex-col gap-1 text-sm text-ink-2">
      {batch.events.map((event) => (
        <li key={`${event.at} ${event.kind}`} className="flex gap-3">
          <time className="shrink-0 text-ink-3 tabular-nums" dateTime={event.at}>
            {time(event.at)}
          </time>
          <span className="min-w-0 wrap-anywhere">{batchEventWords(event, time)}</span>
        </li>
      ))}
    </ol>
  );
}

/** To the second, and with the day unless it is today. */
function timesIn(zone: string, readAt: Date): Time {
  const today = formatDate(readAt, zone);
  return (text) => {
    const instant = new Date(text);
    const seconds = formatTime(instant, zone, { seconds: true });
    return formatDate(instant, zone) === today ? seconds : `${formatDate(instant, zone)}, ${seconds}`;
  };
}

const leaveButton = (
  <Button size="sm" variant="ghost">
    Leave it as it is
  </Button>
);

type DecisionProps = { batch: UnclearBatch; campaignId: number; decide: Decide };

function Decision({ batch, campaignId, decide }: DecisionProps) {
  const router = useRouter();
  const choose = async (decision: UnclearDecision["decision"]) => {
    const result = await callAction(decide, { campaignId, batchId: batch.id, decision });
    if (!result.ok) toast.error("Nothing was changed", { description: result.error.message });
    router.refresh();
  };
  const who = people(batch.people);
  const [these, get] = batch.people === 1 ? ["this person", "gets"] : [`these ${who}`, "get"];
  return (
    <div className="flex flex-wrap gap-2">
      <ConfirmDialog
        trigger={<Button size="sm">Send it again</Button>}
        title={`Send it again to ${who}?`}
        confirmLabel={`Send to ${who} again`}
        onConfirm={() => choose("resend")}
      >
        <p>
          Nobody knows whether Sinch took it. If Sinch did take it, {these} {get} it twice. People who opted out
          meanwhile are left out.
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        trigger={leaveButton}
        title={`Leave ${who} unclear?`}
        confirmLabel="Leave it as it is"
        tone="primary"
        onConfirm={() => choose("leave")}
      >
        <p>
          If Sinch did not take it, {these} never {get} it. It stays unclear, and is counted if it turns up at Sinch
          after all.
        </p>
      </ConfirmDialog>
    </div>
  );
}
