import { Users } from "lucide-react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { FilterPills } from "@/components/ui/tabs";
import { type RecipientFilter, type RecipientRow, recipientFilters } from "@/lib/campaigns/views";
import { formatTime, formatZone } from "@/lib/format";
import type { Page } from "@/lib/paging";
import { FindNumber, type FindRecipients } from "./find-number";
import { RecipientsTable } from "./recipients-table";
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
      {page.rows.length > 0 ? (
        <RecipientsTable rows={page.rows} zone={zone} />
      ) : (
        <div className="border-t">
          <NoRecipients filter={filter} hasMore={page.next !== null} />
        </div>
      )}
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
