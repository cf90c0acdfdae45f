import "server-only";
import type { Viewer } from "../auth/viewer";
import { getImport, listProblems } from "./queries";
import { type RowOutcome, wordsOf } from "./rules";
import type { ProblemRow } from "./views";

/** The rows that were not taken, with their numbers and reasons, as a CSV to mend and upload again. Streams. */
export async function rejectFile(
  viewer: Viewer,
  importId: number,
  outcome: RowOutcome,
): Promise<AsyncGenerator<string>> {
  const { format, hasHeader } = await getImport(viewer, importId);
  const names = format?.columns.map((_, index) => (hasHeader && format.firstRow[index]) || `Column ${index + 1}`) ?? [];
  return linesOf(viewer, importId, outcome, names);
}

const portion = 2_000;

async function* linesOf(
  viewer: Viewer,
  importId: number,
  outcome: RowOutcome,
  names: string[],
): AsyncGenerator<string> {
  // The mark makes Excel read UTF-8.
  yield `\ufeff${csvLine(["Row", "Problem", ...names])}`;
  for (let after = 0, isOver = false; !isOver; ) {
    const rows = await listProblems(viewer, importId, outcome, { after, limit: portion });
    yield rows.map(lineOf).join("");
    after = rows.at(-1)?.number ?? after;
    isOver = rows.length < portion;
  }
}

function lineOf({ number, problem, sameAs, cells }: ProblemRow): string {
  return csvLine([String(number), wordsOf(problem, sameAs), ...cells]);
}

const formulaStart = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** A spreadsheet runs cells that begin like a formula; with an apostrophe before it they are text. Every cell is quoted. */
export function csvLine(cells: string[]): string {
  return `${cells.map((cell) => `"${safe(cell).replaceAll('"', '""')}"`).join(",")}\r\n`;
}

function safe(cell: string): string {
  return formulaStart.test(cell) ? `'${cell}` : cell;
}
