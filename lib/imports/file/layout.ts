import { type FileRecord, type Layout, RecordReader } from "./records";

/** How the text is laid out, told from its beginning. */

const delimiters = [",", ";", "\t", "|"];
/** Excel writes and reads this line; it is no row. */
const directive = /^sep=([,;\t|])\r?\n/i;

export type Detected = Layout & { /** What precedes the first row, to be left out. */ skip: number };

export function detectLayout(head: string, isWhole: boolean): Detected {
  const said = directive.exec(head);
  const newline = !head.includes("\n") && head.includes("\r") ? "\r" : "\n";
  if (said?.[1]) return { delimiter: said[1], newline, skip: said[0].length };
  return { delimiter: delimiterOf(head, newline, isWhole), newline, skip: 0 };
}

/** The delimiter that cuts the most rows into the same number of cells, at least two. */
function delimiterOf(head: string, newline: Layout["newline"], isWhole: boolean): string {
  let best = { delimiter: ",", score: 0 };
  for (const delimiter of delimiters) {
    const score = scoreOf(sampleRecords(head, { delimiter, newline }, isWhole));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function sampleRecords(head: string, layout: Layout, isWhole: boolean): FileRecord[] {
  const reader = new RecordReader(layout);
  try {
    const records = reader.push(head);
    return isWhole || records.length === 0 ? [...records, ...reader.end()] : records;
  } catch {
    return [];
  }
}

function scoreOf(records: FileRecord[]): number {
  const widths = new Map<number, number>();
  for (const { cells } of records) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  let [width, count] = [0, 0];
  for (const [cells, times] of widths) if (times > count) [width, count] = [cells, times];
  if (width < 2) return 0;
  // Agreement counts most; among equals more columns are the better explanation, but only a little.
  return count / records.length + Math.min(width, 20) / 1_000;
}
