"use client";

import Link from "next/link";
import { type Column, DataTable } from "@/components/ui/table";
import { formatCount, formatShortDateTime, formatZone } from "@/lib/format";
import type { ImportRow } from "@/lib/imports/views";
import { ImportStatusPill } from "./import-status";

/** Drawn by the browser too: the page carries the values of its rows beside the markup, not the markup twice. */
export function ImportTable({ rows, zone }: { rows: readonly ImportRow[]; zone: string }) {
  return <DataTable label="Imports" rows={rows} rowKey={(row) => row.id} columns={columnsOf(zone)} />;
}

function columnsOf(zone: string): Column<ImportRow>[] {
  const figure = (row: ImportRow, value: number) => (row.status === "done" ? formatCount(value) : "–");
  return [
    {
      key: "file",
      header: "File",
      className: "max-w-72",
      cell: (row) => (
        <Link
          href={`/imports/${row.id}`}
          className="block truncate rounded-sm font-[550] text-ink hover:text-accent hover:underline"
        >
          {row.fileName}
        </Link>
      ),
    },
    { key: "status", header: "Status", cell: (row) => <ImportStatusPill status={row.status} /> },
    { key: "created", header: "New", numeric: true, hideBelow: "sm", cell: (row) => figure(row, row.created) },
    { key: "updated", header: "Updated", numeric: true, hideBelow: "md", cell: (row) => figure(row, row.updated) },
    { key: "rejected", header: "Rejected", numeric: true, hideBelow: "md", cell: (row) => figure(row, row.rejected) },
    {
      key: "at",
      header: `Uploaded (${formatZone(zone)})`,
      numeric: true,
      hideBelow: "lg",
      className: "text-ink-3",
      cell: (row) => `${formatShortDateTime(row.createdAt, zone)}${row.createdBy ? ` · ${row.createdBy}` : ""}`,
    },
  ];
}
