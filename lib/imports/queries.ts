import "server-only";
import type { Viewer } from "../auth/viewer";
import { pool } from "../db/pool";
import { AppError } from "../errors";
import { type Cursor, idOf, type Page, pageSize, toPage } from "../paging";
import { type ImportCounts, outcomeOf, type RowOutcome, rowProblems } from "./rules";
import { importFormatSchema, importOptionsSchema } from "./schema";
import type { ImportStatus } from "./status";
import type { ImportDetail, ImportProgress, ImportRow, ProblemRow } from "./views";

export async function listImports(_viewer: Viewer, cursor: Cursor | null): Promise<Page<ImportRow>> {
  const after = idOf(cursor);
  const isBack = after !== null && cursor?.direction === "before";
  const { rows } = await pool().query<ImportRow>(
    `SELECT i.id, i.file_name AS "fileName", i.status, i.rows, i.created, i.updated, i.rejected,
            i.created_at AS "createdAt", u.name AS "createdBy"
       FROM import i LEFT JOIN "user" u ON u.id = i.created_by_id
      WHERE ($1::int IS NULL OR CASE WHEN $2 THEN i.id > $1 ELSE i.id < $1 END)
      ORDER BY i.id ${isBack ? "ASC" : "DESC"} LIMIT $3`,
    [after, isBack, pageSize + 1],
  );
  return toPage(rows, after === null ? null : cursor, ({ id }) => [id]);
}

type Found = ImportCounts & {
  id: number;
  fileName: string;
  status: ImportStatus;
  format: unknown;
  options: { tagIds?: number[]; hasHeader?: boolean };
  preview: Pick<ImportCounts, "created" | "updated" | "unchanged" | "suppressed"> | null;
  bytes: number;
  rows: number;
  checkedThrough: number;
  doneThrough: number;
  problem: string | null;
  createdBy: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

async function findImport(importId: number): Promise<Found> {
  const { rows } = await pool().query<Found>(
    `SELECT i.id, i.file_name AS "fileName", i.status, i.format, i.options, i.preview, i.bytes, i.rows,
            i.checked_through AS "checkedThrough", i.done_through AS "doneThrough", i.created, i.updated, i.unchanged,
            i.duplicates, i.rejected, i.suppressed, i.problem, u.name AS "createdBy", i.created_at AS "createdAt",
            i.started_at AS "startedAt", i.finished_at AS "finishedAt"
       FROM import i LEFT JOIN "user" u ON u.id = i.created_by_id WHERE i.id = $1`,
    [importId],
  );
  if (!rows[0]) throw new AppError("not_found");
  return rows[0];
}

export async function getImport(_viewer: Viewer, importId: number): Promise<ImportDetail> {
  const found = await findImport(importId);
  const format = importFormatSchema.safeParse(found.format).data ?? null;
  const options = importOptionsSchema.safeParse(found.options).data ?? null;
  const { id, fileName, status, bytes, problem, createdBy, createdAt, startedAt, finishedAt } = found;
  return {
    ...{ id, fileName, status, bytes, problem, createdBy, createdAt, startedAt, finishedAt, format, options },
    rows: peopleRows(found),
    preview: found.preview ? { ...found.preview, duplicates: found.duplicates, rejected: found.rejected } : null,
    tagIds: found.options.tagIds ?? [],
    progress: progressOf(found),
  };
}

export async function getImportProgress(_viewer: Viewer, importId: number): Promise<ImportProgress> {
  return progressOf(await findImport(importId));
}

type Progressing = Pick<
  Found,
  keyof ImportCounts | "status" | "format" | "options" | "preview" | "bytes" | "rows" | "checkedThrough"
>;

export function progressOf(found: Progressing): ImportProgress {
  const { status, created, updated, unchanged, duplicates, rejected, suppressed } = found;
  const counts = { created, updated, unchanged, duplicates, rejected, suppressed };
  if (status === "uploading") return { status, done: found.bytes, of: null, counts };
  if (status === "checking") {
    const of = peopleRows(found);
    return { status, done: Math.min(found.checkedThrough, of), of, counts };
  }
  return { status, done: created + updated + unchanged, of: peopleOf(found.preview), counts };
}

/** Without the header line. */
function peopleRows({ rows, format, options }: Progressing): number {
  const { hasHeader } = { ...(format as { hasHeader?: boolean }), ...options };
  return rows - (hasHeader ? 1 : 0);
}

function peopleOf(preview: Found["preview"]): number | null {
  return preview ? preview.created + preview.updated + preview.unchanged : null;
}

/** The file's first rows as they are, for the mapping page. */
export async function listSampleRows(_viewer: Viewer, importId: number, limit: number): Promise<string[][]> {
  const { rows } = await pool().query<{ cells: string[] }>(
    "SELECT cells FROM import_row WHERE import_id = $1 ORDER BY number LIMIT $2",
    [importId, limit],
  );
  return rows.map(({ cells }) => cells);
}

/** One portion of the rows with this outcome, in the order of the file. */
export async function listProblems(
  _viewer: Viewer,
  importId: number,
  outcome: RowOutcome,
  { after = 0, limit = 100 } = {},
): Promise<ProblemRow[]> {
  const special = rowProblems.filter((problem) => outcomeOf(problem) !== "rejected");
  const { rows } = await pool().query<ProblemRow>(
    `SELECT number, problem, same_as AS "sameAs", cells FROM import_row_problem
      WHERE import_id = $1 AND number > $2
        AND CASE WHEN $3 = 'rejected' THEN problem <> ALL($4) ELSE problem = ANY($5) END
      ORDER BY number LIMIT $6`,
    [importId, after, outcome, special, special.filter((problem) => outcomeOf(problem) === outcome), limit],
  );
  return rows;
}

/** Where the last import's numbers came from: the best guess for a file whose numbers have no calling code. */
export async function findUsualCountry(_viewer: Viewer): Promise<string | null> {
  const { rows } = await pool().query<{ country: string | null }>(
    "SELECT options->>'country' AS country FROM import WHERE status = 'done' ORDER BY id DESC LIMIT 1",
  );
  return rows[0]?.country ?? null;
}
