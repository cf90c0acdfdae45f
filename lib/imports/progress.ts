import type { ImportCounts } from "./rules";
import type { ImportStatus } from "./status";
import type { ImportProgress } from "./views";

/** The columns that say how far an import is. */
export const progressColumns = {
  ...{ status: true, hasHeader: true, preview: true, bytes: true, rows: true, checkedThrough: true },
  ...{ created: true, updated: true, unchanged: true, duplicates: true, rejected: true, suppressed: true },
} as const;

/** As Prisma gives them: it knows the status as text and the preview as JSON. */
type Progressing = ImportCounts & {
  status: string;
  hasHeader: boolean;
  preview: unknown;
  bytes: bigint;
  rows: number;
  checkedThrough: number;
};

export type Promised = Pick<ImportCounts, "created" | "updated" | "unchanged" | "suppressed">;

export function progressOf(found: Progressing): ImportProgress {
  const { created, updated, unchanged, duplicates, rejected, suppressed } = found;
  const status = found.status as ImportStatus;
  const counts = { created, updated, unchanged, duplicates, rejected, suppressed };
  if (status === "uploading") return { status, done: Number(found.bytes), of: null, counts };
  if (status === "checking") {
    const of = peopleRows(found);
    return { status, done: Math.min(found.checkedThrough, of), of, counts };
  }
  return { status, done: created + updated + unchanged, of: peopleOf(found.preview as Promised | null), counts };
}

/** Without the header line. */
export function peopleRows({ rows, hasHeader }: Pick<Progressing, "rows" | "hasHeader">): number {
  return rows - (hasHeader ? 1 : 0);
}

function peopleOf(preview: Promised | null): number | null {
  return preview ? preview.created + preview.updated + preview.unchanged : null;
}
