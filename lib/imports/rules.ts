import { type PhoneProblem, problemWords as phoneWords } from "../compliance/phone-problems";

/** The bounds of an import, and the words for what was not taken as it was. */

export const importLimits = {
  bytes: 200_000_000,
  rows: 2_000_000,
  columns: 100,
  /** UTF-16 units. */
  cell: 4_000,
  record: 1_000_000,
} as const;

/** An upload without a sign of life for this long has lost its process or its client. */
export const uploadTimeoutMs = 5 * 60_000;
/** A file nobody decided about is thrown away after this. */
export const undecidedTimeoutMs = 7 * 24 * 3_600_000;

export const rowProblems = ["duplicate", "too_many_cells", "email_left_out"] as const;
export type RowProblem = PhoneProblem | (typeof rowProblems)[number];

/** Rejected: nobody was imported. Duplicate: an earlier row of the same number was. Note: imported, but not all of it. */
export type RowOutcome = "rejected" | "duplicate" | "note";

export function outcomeOf(problem: RowProblem): RowOutcome {
  if (problem === "duplicate") return "duplicate";
  return problem === "email_left_out" ? "note" : "rejected";
}

export function wordsOf(problem: RowProblem, sameAs: number | null): string {
  switch (problem) {
    case "duplicate":
      return sameAs === null ? "Same number as an earlier row." : `Same number as row ${sameAs}, which was taken.`;
    case "too_many_cells":
      return "This row has more cells than the file has columns: a delimiter inside a cell must be in quotation marks.";
    case "email_left_out":
      return "Imported without the e-mail address, which is not valid.";
    default:
      return phoneWords[problem];
  }
}

export type ImportCounts = {
  created: number;
  updated: number;
  unchanged: number;
  duplicates: number;
  rejected: number;
  /** Of created, updated and unchanged: those who opted out and stay opted out. */
  suppressed: number;
};
