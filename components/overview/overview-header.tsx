import { Plus, Upload } from "lucide-react";
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

export function OverviewHeader({ now, zone, connection, allowed, hasActions }: OverviewHeaderProps) {
  const state = connectionState(connection, now);
  const isTrouble = state !== "fine" && state !== "quiet";
  return (
    <PageHeader
      title={greetingAt(now, zone)}
      description={
        <p>
          <time dateTime={now.toISOString()}>
            {formatDay(now, zone)}, {formatTime(now, zone)}{" "}
            <span className="whitespace-nowrap">{formatZone(zone)}</span>
          </time>{" "}
          · <span className={isTrouble ? "font-medium text-bad" : undefined}>{stateWords[state]}</span>
        </p>
      }
      actions={hasActions && (allowed.import || allowed.write) ? <Actions allowed={allowed} /> : null}
    />
  );
}

function Actions({ allowed }: { allowed: Allowed }) {
  return (
    <>
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
