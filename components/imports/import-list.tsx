import { FileUp } from "lucide-react";
import Link from "next/link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { type Column, DataTable } from "@/components/ui/table";
import { formatCount, formatShortDateTime, formatZone } from "@/lib/format";
import type { ImportRow } from "@/lib/imports/views";
import type { Page } from "@/lib/paging";
import { ImportStatusPill } from "./import-status";

export function ImportList({ page, zone }: { page: Page<ImportRow>; zone: string }) {
  const hrefOf = (cursor: string | null) => (cursor ? `/imports?cursor=${cursor}` : null);
  if (page.rows.length === 0 && !page.previous) return <NothingYet />;
  return (
    <Card padded={false}>
      <DataTable label="Imports" rows={page.rows} rowKey={(row) => row.id} columns={columnsOf(zone)} />
      {page.next || page.previous ? (
        <Pager label="Pages of imports" previousHref={hrefOf(page.previous)} nextHref={hrefOf(page.next)} />
      ) : null}
    </Card>
  );
}

/** The button is in the header of the page. */
function NothingYet() {
  return (
    <Card padded={false}>
      <EmptyState icon={<FileUp />} title="Nothing imported yet">
        A file with one row per person is enough: phone numbers, and whatever else you know. Nothing is written before
        you have seen what would change.
      </EmptyState>
    </Card>
  );
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
