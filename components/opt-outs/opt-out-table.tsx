"use client";

import { Building2, FileUp, MessageSquareOff, UserRoundPen } from "lucide-react";
import type { ReactNode } from "react";
import { StatusPill } from "@/components/ui/badge";
import { TextLink } from "@/components/ui/button";
import { type Column, DataTable } from "@/components/ui/table";
import { sourceWords } from "@/lib/consent/rules";
import type { ConsentSource, OptOutRow } from "@/lib/consent/views";
import { formatDate, formatTime, formatZone } from "@/lib/format";
import { type Lift, LiftOptOut } from "./lift-opt-out";

type OptOutTableProps = { rows: readonly OptOutRow[]; zone: string; lift: Lift | null; today: string };

/** Drawn by the browser too: the page carries the values of its rows beside the markup, not the markup twice. */
export function OptOutTable({ rows, zone, lift, today }: OptOutTableProps) {
  return (
    <DataTable
      label="Opted-out numbers"
      columns={columnsFor(zone, lift, today)}
      rows={rows}
      rowKey={({ token }) => token}
    />
  );
}

function columnsFor(zone: string, lift: Lift | null, today: string): Column<OptOutRow>[] {
  const columns: Column<OptOutRow>[] = [
    { key: "phone", header: "Number", cell: phoneCell },
    { key: "source", header: "How", cell: (row) => <Source row={row} zone={zone} /> },
    { key: "campaign", header: "After campaign", hideBelow: "md", cell: campaignCell },
    {
      key: "at",
      header: `When (${formatZone(zone)})`,
      hideBelow: "sm",
      className: "whitespace-nowrap text-ink-2 tabular-nums",
      cell: (row) => `${formatDate(new Date(row.at), zone)}, ${formatTime(new Date(row.at), zone)}`,
    },
  ];
  if (!lift) return columns;
  const bringBack: Column<OptOutRow> = {
    key: "lift",
    header: "",
    headerLabel: "Subscribe again",
    numeric: true,
    cell: ({ phone, e164 }) => (e164 ? <LiftOptOut phone={phone} e164={e164} lift={lift} today={today} /> : null),
  };
  return [...columns, bringBack];
}

function phoneCell({ phone, subscriber }: OptOutRow) {
  return (
    <>
      <span className="block whitespace-nowrap font-medium tabular-nums">{phone}</span>
      {subscriber ? (
        <TextLink href={`/subscribers/${subscriber.id}`} className="text-sm font-normal text-ink-3">
          {subscriber.name || "Without a name"}
        </TextLink>
      ) : (
        <span className="text-sm text-ink-3">no subscriber</span>
      )}
    </>
  );
}

function campaignCell({ campaign }: OptOutRow) {
  if (!campaign) return <span className="text-ink-3">–</span>;
  return (
    <TextLink href={`/campaigns/${campaign.id}`} className="text-ink wrap-anywhere">
      {campaign.name}
    </TextLink>
  );
}

const sourceIcons: Record<ConsentSource, ReactNode> = {
  keyword: <MessageSquareOff />,
  admin: <UserRoundPen />,
  import: <FileUp />,
  provider: <Building2 />,
};

/** On a phone the day stands here; from the width of a tablet on it has a column of its own. */
function Source({ row: { source, keyword, at }, zone }: { row: OptOutRow; zone: string }) {
  return (
    <>
      <StatusPill
        tone="muted"
        icon={sourceIcons[source]}
        className="max-sm:h-auto max-sm:shrink max-sm:whitespace-normal"
      >
        {keyword ? <span className="sr-only">Answered </span> : null}
        {keyword ? keyword.toUpperCase() : sourceWords[source]}
      </StatusPill>
      <span className="mt-0.5 block text-sm text-ink-3 sm:hidden">{formatDate(new Date(at), zone)}</span>
    </>
  );
}
