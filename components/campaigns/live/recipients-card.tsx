import { Users } from "lucide-react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { type Column, DataTable } from "@/components/ui/table";
import { FilterPills } from "@/components/ui/tabs";
import { type RecipientFilter, type RecipientRow, recipientFilters } from "@/lib/campaigns/views";
import { formatShortDateTime, formatTime, formatZone } from "@/lib/format";
import type { Page } from "@/lib/paging";
import { FindNumber, type FindRecipients } from "./find-number";
import { MessagePill } from "./message-pill";
import { RefreshButton } from "./refresh-button";

type RecipientsCardProps = {
  campaignId: number;
  page: Page<RecipientRow>;
  filter: RecipientFilter;
  zone: string;
  /** When this page was read: rows do not move by themselves while somebody reads them. */
  readAt: Date;
  /** Null for those who may not see numbers. */
  find: FindRecipients | null;
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

export function RecipientsCard({ campaignId, page, filter, zone, readAt, find }: RecipientsCardProps) {
  const hrefOf = (show: RecipientFilter, cursor?: string) =>
    `/campaigns/${campaignId}?show=${show}${cursor ? `&cursor=${cursor}` : ""}`;
  return (
    <Card
      id="recipients"
      padded={false}
      title="Recipients"
      actions={
        <>
          <FilterPills
            label="Filter recipients"
            items={recipientFilters.map((one) => ({
              label: filterWords[one],
              href: hrefOf(one),
              active: one === filter,
            }))}
          />
          {find ? <FindNumber campaignId={campaignId} find={find} /> : null}
        </>
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
        summary={<RefreshButton words={`As of ${formatTime(readAt, zone, { seconds: true })} ${formatZone(zone)}`} />}
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
