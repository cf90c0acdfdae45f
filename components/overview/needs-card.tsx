import { CalendarClock, CirclePause, FilePenLine, LockKeyhole, OctagonX } from "lucide-react";
import type { ReactNode } from "react";
import { isHalted, waitingWords } from "@/components/control/words";
import { StatusPill } from "@/components/ui/badge";
import { TextLink } from "@/components/ui/button";
import { Card, CardRow, CardRows } from "@/components/ui/card";
import { haltWords } from "@/lib/campaigns/halt";
import type { SendingControl } from "@/lib/control/views";
import { formatCount, formatCounted, formatRelative, plural } from "@/lib/format";
import type { Connection, Needs } from "@/lib/reports/views";
import { ConnectionRow } from "./connection-row";

type NeedsCardProps = {
  needs: Needs;
  connection: Connection;
  control: SendingControl;
  now: Date;
  /** Address of the virtual phone while the simulator stands in for Sinch. */
  phoneHref: string | null;
};

/** What waits for a person, and how we stand with Sinch. */
export function NeedsCard({ needs, connection, control, now, phoneHref }: NeedsCardProps) {
  const { unclear, paused, unstarted, drafts } = needs;
  const isQuiet = !isHalted(control) && !unclear && paused.length === 0 && unstarted.length === 0 && !drafts;
  return (
    <Card title="Needs you" padded={false}>
      <CardRows>
        {control.locked ? <HaltedRow icon={<LockKeyhole />} title="Sending is locked" control={control} /> : null}
        {control.stopped ? <HaltedRow icon={<OctagonX />} title="Sending is stopped" control={control} /> : null}
        {unclear ? <UnclearRow {...unclear} /> : null}
        {paused.map((campaign) => (
          <PausedRow key={campaign.id} {...campaign} />
        ))}
        {unstarted.map((campaign) => (
          <UnstartedRow key={campaign.id} {...campaign} />
        ))}
        {drafts ? <DraftRow {...drafts} now={now} /> : null}
        {isQuiet ? (
          <CardRow
            lead={<Lead tone="ok" />}
            title="Nothing"
            description="No drafts, nothing unclear, nothing stopped."
          />
        ) : null}
        <ConnectionRow connection={connection} now={now} phoneHref={phoneHref} />
      </CardRows>
    </Card>
  );
}

function Lead({ tone }: { tone: "ok" }) {
  return <StatusPill tone={tone}>{null}</StatusPill>;
}

function HaltedRow({ icon, title, control }: { icon: ReactNode; title: string; control: SendingControl }) {
  return (
    <CardRow
      lead={
        <StatusPill tone="bad" icon={icon}>
          <span className="sr-only">Stopped</span>
        </StatusPill>
      }
      title={
        <TextLink href="/settings/sending" className="text-ink">
          {title}
        </TextLink>
      }
      description={waitingWords(control)}
    />
  );
}

function UnclearRow({ batches, people, campaignId }: NonNullable<Needs["unclear"]>) {
  return (
    <CardRow
      lead={<StatusPill tone="unknown">{formatCount(batches)}</StatusPill>}
      title={
        <TextLink href={`/campaigns/${campaignId}`} className="text-ink">
          {plural(batches, "Batch with an unclear outcome", "Batches with an unclear outcome")}
        </TextLink>
      }
      description={`${formatCounted(people, "person", "people")}, not sent again unless that is safe`}
    />
  );
}

function PausedRow({ id, name, halt }: Needs["paused"][number]) {
  return (
    <CardRow
      lead={
        <StatusPill tone="warn" icon={<CirclePause />}>
          <span className="sr-only">Stopped</span>
        </StatusPill>
      }
      title={
        <TextLink href={`/campaigns/${id}`} className="text-ink">
          {name} paused by itself
        </TextLink>
      }
      description={<span className="line-clamp-2 wrap-anywhere">{haltWords(halt)}</span>}
    />
  );
}

function UnstartedRow({ id, name, halt }: Needs["unstarted"][number]) {
  return (
    <CardRow
      lead={
        <StatusPill tone="warn" icon={<CalendarClock />}>
          <span className="sr-only">Not started</span>
        </StatusPill>
      }
      title={
        <TextLink href={`/campaigns/${id}`} className="text-ink">
          {name} did not start
        </TextLink>
      }
      description={<span className="line-clamp-3 wrap-anywhere">{haltWords(halt)}</span>}
    />
  );
}

function DraftRow({ count, latest, now }: NonNullable<Needs["drafts"]> & { now: Date }) {
  return (
    <CardRow
      lead={
        <StatusPill tone="muted" icon={<FilePenLine />}>
          {formatCount(count)}
        </StatusPill>
      }
      title={
        <TextLink href={`/campaigns/${latest.id}/edit`} className="text-ink">
          {latest.name || "Without a name"}
        </TextLink>
      }
      description={`${plural(count, "draft", "latest draft")}, edited ${formatRelative(new Date(latest.editedAt), now)}`}
    />
  );
}
