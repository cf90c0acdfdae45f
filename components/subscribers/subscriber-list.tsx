import { SearchX, Users } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import type { Page } from "@/lib/paging";
import type { SubscriberRow } from "@/lib/subscribers/views";
import type { TagRow } from "@/lib/tags/views";
import type { ChangeTag } from "./bulk-bar";
import { type ListState, listHref } from "./list-address";
import { type SearchPeople, SubscriberFilters } from "./subscriber-filters";
import { SubscriberTable } from "./subscriber-table";

type SubscriberListProps = {
  page: Page<SubscriberRow>;
  state: ListState;
  query: string;
  tags: TagRow[];
  zone: string;
  search: SearchPeople;
  bulk: { tag: ChangeTag; untag: ChangeTag } | null;
};

export function SubscriberList({ page, state, query, tags, zone, search, bulk }: SubscriberListProps) {
  const isFiltered = query !== "" || state.tag !== undefined || state.status !== undefined;
  if (page.rows.length === 0 && !isFiltered && !page.previous) return <Nobody />;
  const hrefOf = (cursor: string | null) => (cursor ? listHref(state, { cursor }) : null);
  return (
    <Card padded={false}>
      <SubscriberFilters state={state} query={query} tags={tags} search={search} />
      {page.rows.length === 0 ? (
        <div className="border-t">
          <EmptyState
            icon={<SearchX />}
            title="Nobody matches"
            action={<ButtonLink href="/subscribers">Show everybody</ButtonLink>}
          >
            Search finds parts of a name, of a number or of an address. Filters narrow it down further.
          </EmptyState>
        </div>
      ) : (
        <SubscriberTable key={page.rows[0]?.id} rows={page.rows} zone={zone} tags={tags} bulk={bulk} />
      )}
      {page.next || page.previous ? (
        <Pager label="Pages of subscribers" previousHref={hrefOf(page.previous)} nextHref={hrefOf(page.next)} />
      ) : null}
    </Card>
  );
}

/** The buttons are in the header of the page. */
function Nobody() {
  return (
    <Card padded={false}>
      <EmptyState icon={<Users />} title="No subscribers yet">
        Subscribers are the people who agreed to get your texts. Import a CSV file with their numbers, or add them one
        by one.
      </EmptyState>
    </Card>
  );
}
