import { CircleCheck, Download } from "lucide-react";
import { buttonStyles } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterPills } from "@/components/ui/tabs";
import { formatCount } from "@/lib/format";
import type { RowOutcome } from "@/lib/imports/rules";
import type { ImportDetail, ProblemRow } from "@/lib/imports/views";
import { ProblemTable } from "./problem-table";

type ProblemRowsProps = { found: ImportDetail; problems: ProblemRow[]; outcome: RowOutcome };

const shown = 100;

/** The rows that were not taken as they are, by their number in the file. */
export function ProblemRows({ found, problems, outcome }: ProblemRowsProps) {
  return (
    <Card
      title="Rows to look at"
      description={problems.length === shown ? `The first ${shown}; the file has all of them.` : null}
      padded={false}
      actions={
        <>
          <OutcomePills found={found} outcome={outcome} />
          {problems.length > 0 ? (
            <a href={`/api/imports/${found.id}/rows?show=${outcome}`} download className={buttonStyles({ size: "sm" })}>
              <Download aria-hidden />
              CSV
            </a>
          ) : null}
        </>
      }
    >
      {problems.length === 0 ? (
        <div className="border-t">
          <EmptyState icon={<CircleCheck />} title={emptyWords[outcome]} />
        </div>
      ) : (
        <ProblemTable phoneAt={phoneColumnOf(found)} problems={problems} />
      )}
    </Card>
  );
}

function OutcomePills({ found, outcome }: Pick<ProblemRowsProps, "found" | "outcome">) {
  const { duplicates, rejected } = found.progress.counts;
  const pill = (label: string, shows: RowOutcome, count?: number) => ({
    label,
    href: `/imports/${found.id}?show=${shows}`,
    active: outcome === shows,
    ...(count === undefined ? {} : { count: formatCount(count) }),
  });
  const items = [
    pill("Rejected", "rejected", rejected),
    pill("Duplicates", "duplicate", duplicates),
    pill("Notes", "note"),
  ];
  return <FilterPills label="Filter rows" items={items} />;
}

const emptyWords: Record<RowOutcome, string> = {
  rejected: "No row was rejected",
  duplicate: "No number appears twice",
  note: "Nothing was left out",
};

function phoneColumnOf({ options, format }: ImportDetail): number {
  return (options?.columns ?? format?.columns ?? []).findIndex(({ as }) => as === "phone");
}
