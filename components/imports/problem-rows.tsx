import { CircleCheck, Download } from "lucide-react";
import { buttonStyles } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { FilterPills } from "@/components/ui/tabs";
import { formatCount } from "@/lib/format";
import { type RowOutcome, wordsOf } from "@/lib/imports/rules";
import type { ImportDetail, ProblemRow } from "@/lib/imports/views";

type ProblemRowsProps = { found: ImportDetail; problems: ProblemRow[]; outcome: RowOutcome };

const shown = 100;

/** The rows that were not taken as they are, by their number in the file. */
export function ProblemRows({ found, problems, outcome }: ProblemRowsProps) {
  const { duplicates, rejected } = found.progress.counts;
  const hrefOf = (one: RowOutcome) => `/imports/${found.id}?show=${one}`;
  return (
    <Card
      title="Rows to look at"
      description={problems.length === shown ? `The first ${shown}; the file has all of them.` : null}
      padded={false}
      actions={
        <>
          <FilterPills
            label="Filter rows"
            items={[
              {
                label: "Rejected",
                count: formatCount(rejected),
                href: hrefOf("rejected"),
                active: outcome === "rejected",
              },
              {
                label: "Duplicates",
                count: formatCount(duplicates),
                href: hrefOf("duplicate"),
                active: outcome === "duplicate",
              },
              { label: "Notes", href: hrefOf("note"), active: outcome === "note" },
            ]}
          />
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
        <Rows found={found} problems={problems} />
      )}
    </Card>
  );
}

const emptyWords: Record<RowOutcome, string> = {
  rejected: "No row was rejected",
  duplicate: "No number appears twice",
  note: "Nothing was left out",
};

function Rows({ found, problems }: { found: ImportDetail; problems: ProblemRow[] }) {
  const columns = found.options?.columns ?? found.format?.columns ?? [];
  const phoneAt = columns.findIndex(({ as }) => as === "phone");
  return (
    <Table label="Rows to look at" className="[&_td:first-child]:min-w-0">
      <thead>
        <tr className="border-t">
          <Th className="w-20">Row</Th>
          <Th>Phone number</Th>
          <Th hideBelow="sm">What is the matter</Th>
          <Th hideBelow="lg">The rest of the row</Th>
        </tr>
      </thead>
      <tbody>
        {problems.map(({ number, problem, sameAs, cells }) => (
          <Tr key={number}>
            <Td className="w-20">{formatCount(number)}</Td>
            <Td className="sm:max-w-48 max-sm:whitespace-normal!">
              <span className="block truncate">
                {cells[phoneAt]?.trim() ? cells[phoneAt] : <span className="text-ink-3">blank</span>}
              </span>
              <span className="text-sm text-ink-2 sm:hidden">{wordsOf(problem, sameAs)}</span>
            </Td>
            <Td hideBelow="sm" className="min-w-56">
              {wordsOf(problem, sameAs)}
            </Td>
            <Td hideBelow="lg" className="max-w-72 truncate text-ink-3">
              {cells.filter((cell, index) => index !== phoneAt && cell.trim() !== "").join(" · ")}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
