"use client";

import { Table, Td, Th } from "@/components/ui/table";
import { formatCount } from "@/lib/format";
import { wordsOf } from "@/lib/imports/rules";
import type { ProblemRow } from "@/lib/imports/views";

/** `phoneAt`: which cell holds the number; -1 when none does. Drawn by the browser too, so that rows are sent once. */
export function ProblemTable({ phoneAt, problems }: { phoneAt: number; problems: ProblemRow[] }) {
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
          <tr key={number}>
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
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
