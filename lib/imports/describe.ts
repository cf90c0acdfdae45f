import { countryOf } from "../compliance/calling-codes";
import { parsePhone } from "../compliance/phone";
import { AppError } from "../errors";
import { guessColumns, guessHeader, looksLikePhone } from "./file/guess";
import type { FileFacts } from "./file/read";
import type { FileRecord } from "./file/records";
import type { ImportFormat } from "./schema";

/** What a file seems to hold, told from its first rows; refuses one in which nobody has a number. */

const sampleSize = 200;

export type FileSample = {
  add: (records: FileRecord[]) => void;
  rows: () => number;
  first: () => string[][];
  hasPhone: () => boolean;
};

export function fileSample(): FileSample {
  const first: string[][] = [];
  let rows = 0;
  let hasPhone = false;
  return {
    add: (records) => {
      for (const { cells } of records) {
        if (first.length < sampleSize) first.push(cells);
        hasPhone ||= cells.some(looksLikePhone);
      }
      rows += records.length;
    },
    rows: () => rows,
    first: () => first,
    hasPhone: () => hasPhone,
  };
}

export function describeFile(
  { encoding, delimiter }: FileFacts,
  sample: FileSample,
): ImportFormat & { hasHeader: boolean } {
  const rows = sample.first();
  if (sample.rows() === 0) throw new AppError("invalid", "The file is empty.");
  const hasHeader = guessHeader(rows);
  if (hasHeader && sample.rows() === 1)
    throw new AppError("invalid", "The file has a header line and no rows below it.");
  if (!sample.hasPhone()) {
    throw new AppError("invalid", noPhoneWords(rows));
  }
  const columns = guessColumns(rows, hasHeader);
  const phones = rows.map((row) => row[columns.findIndex(({ as }) => as === "phone")] ?? "");
  return {
    encoding,
    delimiter,
    hasHeader,
    columns,
    country: usualCountry(phones),
    firstRow: (rows[0] ?? []).map((cell) => cell.slice(0, 200)),
  };
}

/** The country of most of the numbers that carry a calling code; null when there is no majority. */
function usualCountry(cells: string[]): string | null {
  const times = new Map<string, number>();
  const international = cells.filter((cell) => /^['"=\s]*(\+|00)/.test(cell));
  for (const cell of international) {
    const parsed = parsePhone(cell, null);
    const country = parsed.ok ? countryOf(parsed.phone) : null;
    if (country) times.set(country, (times.get(country) ?? 0) + 1);
  }
  const [usual] = [...times].sort(([, one], [, other]) => other - one);
  return usual && usual[1] * 2 > international.length ? usual[0] : null;
}

/** One cell a row with a number somewhere in it is no list without numbers: its cells are separated by something unusual. */
function noPhoneWords(rows: string[][]): string {
  const isOneColumn = rows.every((row) => row.length === 1);
  if (isOneColumn && rows.some(([cell = ""]) => /\d{7}/.test(cell))) {
    return "The columns of this file could not be told apart: separate them by commas, semicolons, tabs or bars.";
  }
  return "No column of this file looks like phone numbers. Was it exported without them?";
}
