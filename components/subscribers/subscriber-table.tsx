"use client";

import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { Table, Td, Th } from "@/components/ui/table";
import { formatDate } from "@/lib/format";
import type { SubscriberRow } from "@/lib/subscribers/views";
import type { TagRow } from "@/lib/tags/views";
import { BulkBar, type ChangeTag } from "./bulk-bar";
import { SubscriberStatusPill } from "./subscriber-status";

type SubscriberTableProps = {
  rows: SubscriberRow[];
  zone: string;
  tags: TagRow[];
  /** Null for those who may only look. */
  bulk: { tag: ChangeTag; untag: ChangeTag } | null;
};

export function SubscriberTable({ rows, zone, tags, bulk }: SubscriberTableProps) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const here = rows.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const toggle = (id: number, isOn: boolean) => setChosen(changed(chosen, [id], isOn));
  const ids = rows.map(({ id }) => id);
  const toggleAll = (isOn: boolean) => setChosen(changed(new Set(), ids, isOn));
  return (
    <>
      {bulk && here.length > 0 ? (
        <BulkBar ids={here} tags={tags} {...bulk} onDone={() => setChosen(new Set())} />
      ) : null}
      <Table label="Subscribers" {...(bulk ? { className: "[&_td:first-child]:min-w-0" } : {})}>
        <Head isBulk={bulk !== null} chosen={here.length} rows={rows.length} onToggleAll={toggleAll} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {bulk ? <Choice row={row} isChosen={chosen.has(row.id)} onToggle={toggle} /> : null}
              <Cells row={row} zone={zone} />
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

type HeadProps = { isBulk: boolean; chosen: number; rows: number; onToggleAll: (isOn: boolean) => void };

function Head({ isBulk, chosen, rows, onToggleAll }: HeadProps) {
  return (
    <thead>
      <tr className="border-t">
        {isBulk ? (
          <Th className="w-10 pr-0">
            <Checkbox
              aria-label="Choose everybody on this page"
              checked={chosen === rows}
              indeterminate={chosen > 0 && chosen < rows}
              onChange={(event) => onToggleAll(event.target.checked)}
            />
          </Th>
        ) : null}
        <Th>Name</Th>
        <Th hideBelow="sm">Number</Th>
        <Th hideBelow="xl">E-mail</Th>
        <Th>Status</Th>
        <Th hideBelow="md">Tags</Th>
        <Th hideBelow="2xl" numeric>
          Added
        </Th>
      </tr>
    </thead>
  );
}

type ChoiceProps = { row: SubscriberRow; isChosen: boolean; onToggle: (id: number, isOn: boolean) => void };

function Choice({ row, isChosen, onToggle }: ChoiceProps) {
  return (
    <Td className="w-10 pr-0">
      <Checkbox
        aria-label={`Choose ${row.name || "the subscriber without a name"}`}
        checked={isChosen}
        onChange={(event) => onToggle(row.id, event.target.checked)}
      />
    </Td>
  );
}

function Cells({ row, zone }: { row: SubscriberRow; zone: string }) {
  return (
    <>
      <Td className="max-w-60">
        <Link href={`/subscribers/${row.id}`} className="row-link">
          {row.name || <span className="text-ink-3">No name</span>}
        </Link>
        <span className="text-sm text-ink-3 tabular-nums sm:hidden">{row.phone}</span>
      </Td>
      <Td hideBelow="sm" className="whitespace-nowrap text-ink-2 tabular-nums">
        {row.phone}
      </Td>
      <Td hideBelow="xl" className="max-w-56 truncate text-ink-2">
        {row.email}
      </Td>
      <Td>
        <SubscriberStatusPill status={row.status} />
      </Td>
      <Td hideBelow="md">
        <TagBadges names={row.tags.map(({ name }) => name)} />
      </Td>
      <Td hideBelow="2xl" numeric className="text-ink-3">
        {formatDate(row.createdAt, zone)}
      </Td>
    </>
  );
}

const shownTags = 2;

function TagBadges({ names }: { names: string[] }) {
  const rest = names.slice(shownTags);
  return (
    <div className="flex gap-1">
      {names.slice(0, shownTags).map((name) => (
        <Badge key={name} className="max-w-28">
          {name}
        </Badge>
      ))}
      {rest.length > 0 ? (
        <Badge>
          <span title={rest.join(", ")}>
            +{rest.length}
            <span className="sr-only"> more: {rest.join(", ")}</span>
          </span>
        </Badge>
      ) : null}
    </div>
  );
}

function changed(set: ReadonlySet<number>, ids: number[], isOn: boolean): ReadonlySet<number> {
  const next = new Set(set);
  for (const id of ids) {
    if (isOn) next.add(id);
    else next.delete(id);
  }
  return next;
}
