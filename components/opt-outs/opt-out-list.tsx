import { Ban } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import type { OptOutRow } from "@/lib/consent/views";
import { formatCount } from "@/lib/format";
import type { Page } from "@/lib/paging";
import type { Lift } from "./lift-opt-out";
import { OptOutTable } from "./opt-out-table";

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
      <OptOutTable rows={page.rows} zone={zone} lift={lift} today={today} />
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
