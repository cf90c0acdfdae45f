import { Ban, Building2, FileUp, MessageSquareOff, UserRoundPen } from "lucide-react";
import type { ReactNode } from "react";
import { StatusPill } from "@/components/ui/badge";
import { ButtonLink, TextLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { type Column, DataTable } from "@/components/ui/table";
import { sourceWords } from "@/lib/consent/rules";
import type { ConsentSource, OptOutRow } from "@/lib/consent/views";
import { formatCount, formatDate, formatTime, formatZone } from "@/lib/format";
import type { Page } from "@/lib/paging";
import { type Lift, LiftOptOut } from "./lift-opt-out";

type OptOutListProps = {
  page: Page<OptOutRow>;
  zone: string;
  /** All numbers on the list, kept by a trigger. */
  total: number;
  /** Null for those who may not bring anybody back. */
  lift: Lift | null;
  /** 2026-11-21, in the organisation's zone. */
  today: string;
};

export function OptOutList({ page, zone, total, lift, today }: OptOutListProps) {
  if (page.rows.length === 0) return <NobodyYet isBeyond={page.previous !== null} />;
  const hrefOf = (cursor: string | null) => (cursor ? `/opt-outs?cursor=${encodeURIComponent(cursor)}` : null);
  return (
    <Card padded={false} title="Numbers" description="Newest first">
      <DataTable
        label="Opted-out numbers"
        columns={columnsFor(zone, lift, today)}
        rows={page.rows}
        rowKey={({ token }) => token}
      />
      {page.next || page.previous ? (
        <Pager
          label="Pages of opt-outs"
          previousHref={hrefOf(page.previous)}
          nextHref={hrefOf(page.next)}
          summary={`${formatCount(page.rows.length)} of ${formatCount(total)}`}
        />
      ) : null}
    </Card>
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

function NobodyYet({ isBeyond }: { isBeyond: boolean }) {
  return (
    <Card padded={false}>
      {isBeyond ? (
        <EmptyState
          icon={<Ban />}
          title="Nothing further back"
          action={<ButtonLink href="/opt-outs">First page</ButtonLink>}
        />
      ) : (
        <EmptyState icon={<Ban />} title="Nobody has opted out">
          A number that answers STOP is put here at once and is left out of every campaign from then on, whatever is
          imported later. Numbers that asked in another way can be added by an administrator.
        </EmptyState>
      )}
    </Card>
  );
}
