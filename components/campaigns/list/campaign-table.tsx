"use client";

import { TextLink } from "@/components/ui/button";
import { type Column, DataTable } from "@/components/ui/table";
import type { CampaignRow } from "@/lib/campaigns/views";
import { formatCount, formatShare, formatShortDateTime, formatZone } from "@/lib/format";
import { CampaignStatusPill } from "../status-pill";

type CampaignTableProps = {
  rows: readonly CampaignRow[];
  zone: string;
  /** Only writers can open a draft. */
  mayWrite?: boolean;
};

export function CampaignTable({ rows, zone, mayWrite = true }: CampaignTableProps) {
  return <DataTable label="Campaigns" columns={columnsIn(zone, mayWrite)} rows={rows} rowKey={(row) => row.id} />;
}

function columnsIn(zone: string, mayWrite: boolean): Column<CampaignRow>[] {
  return [
    { key: "name", header: "Name", cell: (row) => nameCell(row, mayWrite, zone) },
    {
      key: "status",
      header: "Status",
      cell: (row) => <CampaignStatusPill status={row.status} progress={progressOf(row)} />,
    },
    { key: "audience", header: "Audience", numeric: true, hideBelow: "sm", cell: (row) => figure(row.audience) },
    { key: "delivered", header: "Delivered", numeric: true, hideBelow: "md", cell: deliveredCell },
    { key: "optedOut", header: "Opted out", numeric: true, hideBelow: "lg", cell: optOutsCell },
    {
      key: "when",
      header: `When (${formatZone(zone)})`,
      hideBelow: "md",
      cell: (row) => whenCell(row, zone),
      className: "text-ink-2 tabular-nums",
    },
  ];
}

function nameCell(row: CampaignRow, mayWrite: boolean, zone: string) {
  return (
    <>
      <Name row={row} mayWrite={mayWrite} />
      <span className="block text-sm text-ink-3 md:hidden">{shortWords(row, zone)}</span>
    </>
  );
}

/** On a phone the columns that are left out stand under the name: the most telling one. */
function shortWords(row: CampaignRow, zone: string) {
  if (row.audience === null) return whenCell(row, zone);
  return `${formatCount(row.delivered)} of ${formatCount(row.audience)} delivered`;
}

function Name({ row, mayWrite }: { row: CampaignRow; mayWrite: boolean }) {
  if (row.status === "draft" && !mayWrite) return <span className="font-medium wrap-anywhere">{row.name}</span>;
  const href = row.status === "draft" ? `/campaigns/${row.id}/edit` : `/campaigns/${row.id}`;
  return (
    <TextLink href={href} className="text-ink wrap-anywhere">
      {row.name || "Without a name"}
    </TextLink>
  );
}

function progressOf({ audience, toGo }: CampaignRow): number | null {
  return audience === null || audience === 0 ? null : (audience - toGo) / audience;
}

function figure(value: number | null) {
  return value === null ? <span className="text-ink-3">–</span> : formatCount(value);
}

function deliveredCell(row: CampaignRow) {
  if (row.audience === null) return figure(null);
  return (
    <>
      {formatCount(row.delivered)}
      <span className="ml-2 inline-block min-w-13 text-ink-3">{formatShare(row.delivered, row.audience)}</span>
    </>
  );
}

function optOutsCell(row: CampaignRow) {
  return row.audience === null ? figure(null) : formatCount(row.optOuts);
}

function whenCell(row: CampaignRow, zone: string) {
  const at = (instant: string) => (
    <span className="whitespace-nowrap">{formatShortDateTime(new Date(instant), zone)}</span>
  );
  if (row.finishedAt) return at(row.finishedAt);
  if (row.isMissed) return <span className="text-warn">did not start at {row.startsAt ? at(row.startsAt) : null}</span>;
  if (row.startsAt) return <>starts {at(row.startsAt)}</>;
  if (row.launchedAt) return <>started {at(row.launchedAt)}</>;
  return <>edited {at(row.editedAt)}</>;
}
