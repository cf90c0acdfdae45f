import "server-only";
import type { Viewer } from "../auth/viewer";
import { prisma } from "../db/prisma";
import { AppError } from "../errors";
import { type Cursor, idOf, type Page, pageSize, toPage } from "../paging";
import { type Promised, peopleRows, progressColumns, progressOf } from "./progress";
import { outcomeOf, type RowOutcome, type RowProblem, rowProblems } from "./rules";
import { importFormatSchema, importOptionsSchema, type KeptOptions } from "./schema";
import type { ImportStatus } from "./status";
import type { ImportDetail, ImportProgress, ImportRow, ProblemRow } from "./views";

const author = { createdBy: { select: { name: true } } } as const;

export async function listImports(_viewer: Viewer, cursor: Cursor | null): Promise<Page<ImportRow>> {
  const after = idOf(cursor);
  const isBack = after !== null && cursor?.direction === "before";
  const found = await prisma().import.findMany({
    ...(after !== null && { where: { id: isBack ? { gt: after } : { lt: after } } }),
    orderBy: { id: isBack ? "asc" : "desc" },
    take: pageSize + 1,
    select: {
      ...{ id: true, fileName: true, status: true, rows: true, created: true, updated: true, rejected: true },
      ...{ createdAt: true, ...author },
    },
  });
  const rows = found.map(({ status, createdBy, ...row }) => {
    return { ...row, status: status as ImportStatus, createdBy: createdBy?.name ?? null };
  });
  return toPage(rows, after === null ? null : cursor, ({ id }) => [id]);
}

export async function getImport(_viewer: Viewer, importId: number): Promise<ImportDetail> {
  const found = await prisma().import.findUnique({
    where: { id: importId },
    select: {
      ...{ ...progressColumns, id: true, fileName: true, format: true, options: true, problem: true },
      ...{ createdAt: true, startedAt: true, finishedAt: true, ...author },
    },
  });
  if (!found) throw new AppError("not_found");
  const { id, fileName, hasHeader, problem, createdAt, startedAt, finishedAt, duplicates, rejected } = found;
  const kept = found.options as Partial<KeptOptions>;
  const promised = found.preview as Promised | null;
  return {
    ...{ id, fileName, status: found.status as ImportStatus, bytes: Number(found.bytes), hasHeader, problem },
    ...{ createdBy: found.createdBy?.name ?? null, createdAt, startedAt, finishedAt },
    format: importFormatSchema.safeParse(found.format).data ?? null,
    options: importOptionsSchema.safeParse({ ...kept, hasHeader }).data ?? null,
    rows: peopleRows(found),
    preview: promised && { ...promised, duplicates, rejected },
    tagIds: kept.tagIds ?? [],
    progress: progressOf(found),
  };
}

export async function getImportProgress(_viewer: Viewer, importId: number): Promise<ImportProgress> {
  const found = await prisma().import.findUnique({ where: { id: importId }, select: progressColumns });
  if (!found) throw new AppError("not_found");
  return progressOf(found);
}

/** The file's first rows as they are, for the mapping page. */
export async function listSampleRows(_viewer: Viewer, importId: number, limit: number): Promise<string[][]> {
  const rows = await prisma().importRow.findMany({
    where: { importId },
    orderBy: { number: "asc" },
    take: limit,
    select: { cells: true },
  });
  return rows.map(({ cells }) => cells);
}

/** One portion of the rows with this outcome, in the order of the file. */
export async function listProblems(
  _viewer: Viewer,
  importId: number,
  outcome: RowOutcome,
  { after = 0, limit = 100 } = {},
): Promise<ProblemRow[]> {
  const rows = await prisma().importRowProblem.findMany({
    where: { importId, number: { gt: after }, problem: problemsOf(outcome) },
    orderBy: { number: "asc" },
    take: limit,
    select: { number: true, problem: true, sameAs: true, cells: true },
  });
  return rows.map((row) => ({ ...row, problem: row.problem as RowProblem }));
}

/** Rejected are those with any problem of a number, and rows that are too wide. */
function problemsOf(outcome: RowOutcome) {
  if (outcome === "rejected") return { notIn: rowProblems.filter((problem) => outcomeOf(problem) !== "rejected") };
  return { in: rowProblems.filter((problem) => outcomeOf(problem) === outcome) };
}

/** Where the last import's numbers came from: the best guess for a file whose numbers have no calling code. */
export async function findUsualCountry(_viewer: Viewer): Promise<string | null> {
  const last = await prisma().import.findFirst({
    where: { status: "done" },
    orderBy: { id: "desc" },
    select: { options: true },
  });
  return (last?.options as Partial<KeptOptions> | undefined)?.country ?? null;
}
