import { FileUp } from "lucide-react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import type { ImportRow } from "@/lib/imports/views";
import type { Page } from "@/lib/paging";
import { ImportTable } from "./import-table";

export function ImportList({ page, zone }: { page: Page<ImportRow>; zone: string }) {
  const hrefOf = (cursor: string | null) => (cursor ? `/imports?cursor=${cursor}` : null);
  if (page.rows.length === 0 && !page.previous) return <NothingYet />;
  return (
    <Card padded={false}>
      <ImportTable rows={page.rows} zone={zone} />
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
