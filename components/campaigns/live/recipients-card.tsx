import { Users } from "lucide-react";
import { StatusPill } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { type Column, DataTable } from "@/components/ui/table";
import { FilterPills } from "@/components/ui/tabs";
import type { Tone } from "@/components/ui/tone";
import { type RecipientFilter, type RecipientRow, recipientFilters } from "@/lib/campaigns/views";
import { formatShortDateTime, formatTime } from "@/lib/format";
import type { MessageStatus } from "@/lib/messages/rules";
import type { Page } from "@/lib/paging";
import { RefreshButton } from "./refresh-button";

type RecipientsCardProps = {
  campaignId: number;
  page: Page<RecipientRow>;
  filter: RecipientFilter;
  zone: string;
  /** When this page was read: rows do not move by themselves while somebody reads them. */
  readAt: Date;
};

const filterWords: Record<RecipientFilter, string> = {
  all: "All",
  delivered: "Delivered",
  failed: "Failed",
  skipped: "Skipped",
  unknown: "Unknown",
  canceled: "Canceled",
  waiting: "Still to go",
};

export function RecipientsCard({ campaignId, page, filter, zone, readAt }: RecipientsCardProps) {
  const hrefOf = (show: RecipientFilter, cursor?: string) =>
    `/campaigns/${campaignId}?show=${show}${cursor ? `&cursor=${cursor}` : ""}`;
  return (
    <Card
      id="recipients"
      padded={false}
      title="Recipients"
      actions={
        <FilterPills
          label="Filter recipients"
          items={recipientFilters.map((one) => ({
            label: filterWords[one],
            href: hrefOf(one),
            active: one === filter,
          }))}
        />
      }
    >
      <DataTable
        label="Recipients"
        columns={columnsIn(zone)}
        rows={page.rows}
        rowKey={(row) => row.seq}
        empty={<NoRecipients filter={filter} hasMore={page.next !== null} />}
      />
      <Pager
        label="Pages of recipients"
        previousHref={page.previous && hrefOf(filter, page.previous)}
        nextHref={page.next && hrefOf(filter, page.next)}
        summary={<RefreshButton words={`As of ${formatTime(readAt, zone, { seconds: true })} ${zone}`} />}
      />
    </Card>
  );
}

function NoRecipients({ filter, hasMore }: { filter: RecipientFilter; hasMore: boolean }) {
  if (hasMore) {
    return (
      <EmptyState icon={<Users />} title="None among the first ones">
        This filter looked through a stretch of the audience without finding anybody. “Next” looks further.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Users />} title={filter === "all" ? "Nobody yet" : `${filterWords[filter]}: nobody`}>
      {filter === "all" ? "The audience is fixed right after Send; its people appear here." : null}
    </EmptyState>
  );
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

const look: Record<MessageStatus, { tone: Tone; word: string }> = {
  queued: { tone: "muted", word: "Still to go" },
  unclear: { tone: "unknown", word: "Unclear" },
  sent: { tone: "accent", word: "Accepted" },
  dispatched: { tone: "accent", word: "On its way" },
  delivered: { tone: "ok", word: "Delivered" },
  failed: { tone: "bad", word: "Failed" },
  expired: { tone: "bad", word: "Expired" },
  rejected: { tone: "bad", word: "Rejected" },
  aborted: { tone: "bad", word: "Aborted" },
  canceled: { tone: "muted", word: "Canceled" },
  unknown: { tone: "unknown", word: "Unknown" },
  skipped: { tone: "muted", word: "Skipped" },
};

function MessagePill({ status }: { status: MessageStatus }) {
  const { tone, word } = look[status];
  return <StatusPill tone={tone}>{word}</StatusPill>;
}
