import { Plus, Upload } from "lucide-react";
import { StopSending } from "@/components/control/stop-sending";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { formatDay, formatTime, formatZone } from "@/lib/format";
import { type ConnectionState, connectionState, greetingAt } from "@/lib/reports/rules";
import type { Connection } from "@/lib/reports/views";

export type Allowed = { import: boolean; write: boolean };

type OverviewHeaderProps = {
  now: Date;
  zone: string;
  connection: Connection;
  allowed: Allowed;
  /** Nothing leaves: somebody stopped it, or this looks like a restored copy. */
  isHalted: boolean;
  /** Left out while the first steps carry the buttons themselves. */
  hasActions: boolean;
};

const stateWords: Record<ConnectionState, string> = {
  fine: "everything is running",
  quiet: "everything is running",
  no_worker: "no worker is running",
  unreachable: "texts cannot be handed over",
  no_callbacks: "delivery reports are missing",
};

export function OverviewHeader({ now, zone, connection, allowed, isHalted, hasActions }: OverviewHeaderProps) {
  const state = connectionState(connection, now);
  const isTrouble = isHalted || (state !== "fine" && state !== "quiet");
  return (
    <PageHeader
      title={greetingAt(now, zone)}
      description={
        <p>
          <time dateTime={now.toISOString()}>
            {formatDay(now, zone)}, {formatTime(now, zone)}{" "}
            <span className="whitespace-nowrap">{formatZone(zone)}</span>
          </time>{" "}
          ·{" "}
          <span className={isTrouble ? "font-medium text-bad" : undefined}>
            {isHalted ? "nothing is being sent" : stateWords[state]}
          </span>
        </p>
      }
      actions={hasActions ? <Actions allowed={allowed} /> : null}
    />
  );
}

function Actions({ allowed }: { allowed: Allowed }) {
  return (
    <>
      <StopSending />
      {allowed.import ? (
        <ButtonLink href="/subscribers/import" icon={<Upload />}>
          Import
        </ButtonLink>
      ) : null}
      {allowed.write ? (
        <ButtonLink href="/campaigns/new" variant="primary" icon={<Plus />}>
          New campaign
        </ButtonLink>
      ) : null}
    </>
  );
}
