import "server-only";
import { now } from "../clock";
import { prisma } from "../db/prisma";
import { sql } from "../db/sql";
import type { Executor } from "../db/statement";
import { inTransaction } from "../db/transaction";
import { bool, json } from "../db/types";
import { AppError } from "../errors";
import type { Actor } from "../events/actor";
import { enqueue } from "../jobs/enqueue";
import { type ImportMove, moveImport } from "./move";
import { type ImportFormat, type ImportOptions, importFormatSchema, type KeptOptions } from "./schema";
import { removeStagedRows } from "./sweep";
import { makeTags } from "./tags";

/** Takes the answers about columns, tags and consent, and has the rows checked. Nothing is written to subscribers yet. */
export async function checkColumns(actor: Actor, importId: number, options: ImportOptions): Promise<void> {
  const format = await formatOf(importId);
  if (options.columns.length !== format.columns.length) {
    throw new AppError("conflict", "These columns belong to another file. Reload the page.");
  }
  if (Date.parse(options.consentDay) > now().getTime() + 14 * 3_600_000) {
    throw new AppError("invalid", undefined, { fields: { consentDay: "This day is in the future." } });
  }
  const { hasHeader, ...kept } = options;
  await inTransaction(async (tx) => {
    const set = sql`, has_header = ${bool(hasHeader)}, options = ${json<KeptOptions>()(kept)},
      checked_through = 0, duplicates = 0, rejected = 0`;
    await become(tx, importId, { to: "checking", set, actor });
    await enqueue(tx, "import.check", { importId });
  });
}

/** Back to the columns. A check that is running notices and stops. */
export async function reviseImport(actor: Actor, importId: number): Promise<void> {
  await inTransaction((tx) =>
    become(tx, importId, { to: "mapping", from: ["checking", "ready"], set: sql`, preview = NULL`, actor }),
  );
}

/** From here on subscribers are written; tags that do not exist yet are made. */
export async function startImport(actor: Actor, importId: number): Promise<void> {
  await prisma().$transaction(async (tx) => {
    // The move first: it locks the row, so these are the options that were checked.
    await become(tx, importId, { to: "running", set: sql`, started_at = now()`, actor });
    const { options } = await tx.import.findUniqueOrThrow({ where: { id: importId }, select: { options: true } });
    const kept = options as KeptOptions;
    const tagIds = await makeTags(tx, kept.tags ?? []);
    await tx.import.update({ where: { id: importId }, data: { options: { ...kept, tagIds } }, select: { id: true } });
    await enqueue(tx, "import.merge", { importId });
  });
}

export async function cancelImport(actor: Actor, importId: number): Promise<void> {
  await inTransaction((tx) => become(tx, importId, { to: "canceled", set: sql`, finished_at = now()`, actor }));
  await removeStagedRows(importId);
}

async function become(tx: Executor, importId: number, move: ImportMove): Promise<void> {
  if (await moveImport(tx, importId, move)) return;
  throw new AppError("conflict", "This import has moved on in the meantime. Reload the page.");
}

async function formatOf(importId: number): Promise<ImportFormat> {
  const found = await prisma().import.findUnique({ where: { id: importId }, select: { format: true } });
  if (!found) throw new AppError("not_found");
  return importFormatSchema.parse(found.format);
}
