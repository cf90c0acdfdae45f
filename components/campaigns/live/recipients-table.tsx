"use client";

import { type Column, DataTable } from "@/components/ui/table";
import type { RecipientRow } from "@/lib/campaigns/views";
import { formatShortDateTime } from "@/lib/format";
import { MessagePill } from "./message-pill";

/** Drawn by the browser too: the page carries the values of its rows beside the markup, not the markup twice. */
export function RecipientsTable({ rows, zone }: { rows: readonly RecipientRow[]; zone: string }) {
  return <DataTable label="Recipients" columns={columnsIn(zone)} rows={rows} rowKey={(row) => row.seq} />;
}

function columnsIn(zone: string): Column<RecipientRow>[] {
  return [
    { key: "person", header: "Person", cell: personCell, className: "font-[550]" },
    {
      key: "phone",
      header: "Number",
      hideBelow: "sm",
      cell: (row) => row.phone,
      className: "text-ink-2 whitespace-nowrap tabular-nums",
    },
    { key: "status", header: "Status", cell: statusCell, className: "max-sm:whitespace-normal!" },
    { key: "reason", header: "Reason", hideBelow: "md", cell: reasonCell, className: "text-ink-2" },
    { key: "parts", header: "Parts", numeric: true, hideBelow: "sm", cell: (row) => row.parts || "–" },
    {
      key: "time",
      header: "Time",
      numeric: true,
      hideBelow: "sm",
      className: "text-ink-2",
      cell: (row) => <time dateTime={row.changedAt}>{formatShortDateTime(new Date(row.changedAt), zone)}</time>,
    },
  ];
}

/** On a phone the number stands under the name, and the reason under the status. */
function personCell({ name, phone }: RecipientRow) {
  return (
    <>
      {name || <span className="font-normal text-ink-3">{name === null ? "Deleted since" : "No name"}</span>}
      <span className="block text-sm font-normal whitespace-nowrap text-ink-2 tabular-nums sm:hidden">{phone}</span>
    </>
  );
}

function statusCell(row: RecipientRow) {
  return (
    <>
      <MessagePill status={row.status} />
      <span className="mt-0.5 block text-sm text-ink-2 md:hidden">{reasonCell(row)}</span>
    </>
  );
}

function reasonCell({ reason, code, status }: RecipientRow) {
  if (reason === null) return "";
  return code > 0 && status !== "skipped" ? `${reason} (${code})` : reason;
}
