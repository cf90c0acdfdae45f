import type { ImportCounts, RowProblem } from "./rules";
import type { ImportFormat, ImportOptions } from "./schema";
import type { ImportStatus } from "./status";

/** What the screens show of imports. */

export type ImportRow = {
  id: number;
  fileName: string;
  status: ImportStatus;
  rows: number;
  created: number;
  updated: number;
  rejected: number;
  createdAt: Date;
  createdBy: string | null;
};

/** What the page shows while something happens; small enough to be asked for every second. */
export type ImportProgress = {
  status: ImportStatus;
  /** Bytes received, rows checked or contacts merged; `of` is null while the end is not known. */
  done: number;
  of: number | null;
  counts: ImportCounts;
};

export type ImportDetail = {
  id: number;
  fileName: string;
  status: ImportStatus;
  bytes: number;
  /** People's rows: without the header line. */
  rows: number;
  /** As guessed, until a person has answered. */
  hasHeader: boolean;
  format: ImportFormat | null;
  options: ImportOptions | null;
  /** What the merge would do; the counts of what it did are in `progress`. */
  preview: ImportCounts | null;
  tagIds: number[];
  progress: ImportProgress;
  problem: string | null;
  createdBy: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

export type ProblemRow = { number: number; problem: RowProblem; sameAs: number | null; cells: string[] };
