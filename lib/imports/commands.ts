import "server-only";
import type { Viewer } from "../auth/viewer";
import { now } from "../clock";
import { pool, type Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { AppError } from "../errors";
import { enqueue } from "../jobs/enqueue";
import { type ImportStatus, statusesBefore } from "./rules";
import { type ImportFormat, type ImportOptions, importFormatSchema } from "./schema";
import { removeStagedRows } from "./sweep";

/** Takes the answers about columns, tags and consent, and has the rows checked. Nothing is written to subscribers yet. */
export async function checkColumns(_viewer: Viewer, importId: number, options: ImportOptions): Promise<void> {
  const format = await formatOf(importId);
  if (options.columns.length !== format.columns.length) {
    throw new AppError("conflict", "These columns belong to another file. Reload the page.");
  }
  if (Date.parse(options.consentDay) > now().getTime() + 14 * 3_600_000) {
    throw new AppError("invalid", undefined, { fields: { consentDay: "This day is in the future." } });
  }
  await inTransaction(async (tx) => {
    await become(tx, importId, "checking", "options = $3, checked_through = 0, duplicates = 0, rejected = 0", [
      JSON.stringify(options),
    ]);
    await enqueue(tx, "import.check", { importId });
  });
}

/** Back to the columns. A check that is running notices and stops. */
export async function reviseImport(_viewer: Viewer, importId: number): Promise<void> {
  await become(pool(), importId, "mapping", "preview = NULL");
}

/** From here on subscribers are written; tags that do not exist yet are made. */
export async function startImport(_viewer: Viewer, importId: number): Promise<void> {
  await inTransaction(async (tx) => {
    const { rows } = await tx.query<{ tags: string[] | null }>(
      "SELECT options->'tags' AS tags FROM import WHERE id = $1 FOR UPDATE",
      [importId],
    );
    const tagIds = await makeTags(tx, rows[0]?.tags ?? []);
    await become(
      tx,
      importId,
      "running",
      "started_at = now(), options = options || jsonb_build_object('tagIds', $3::jsonb)",
      [JSON.stringify(tagIds)],
    );
    await enqueue(tx, "import.merge", { importId });
  });
}

export async function cancelImport(_viewer: Viewer, importId: number): Promise<void> {
  await become(pool(), importId, "canceled", "finished_at = now()");
  await removeStagedRows(importId);
}

async function makeTags(tx: Sql, names: string[]): Promise<number[]> {
  if (names.length === 0) return [];
  // In one order for everybody: two imports that make the same tags must not wait for each other.
  await tx.query(
    `INSERT INTO tag (name) SELECT name FROM unnest($1::text[]) AS wanted (name) ORDER BY lower(name)
     ON CONFLICT (lower(name)) DO NOTHING`,
    [names],
  );
  const { rows } = await tx.query<{ id: number }>(
    "SELECT id FROM tag WHERE lower(name) IN (SELECT lower(unnest($1::text[]))) ORDER BY id",
    [names],
  );
  return rows.map(({ id }) => id);
}

/** Compare-and-swap on the status; `set` is SQL of this file with parameters from $3 on. */
async function become(
  sql: Sql,
  importId: number,
  to: ImportStatus,
  set: string,
  values: unknown[] = [],
): Promise<void> {
  const { rowCount } = await sql.query(
    `UPDATE import SET status = '${to}', seen_at = now(), ${set} WHERE id = $1 AND status = ANY($2)`,
    [importId, statusesBefore(to), ...values],
  );
  if (rowCount === 0) throw new AppError("conflict", "This import has moved on in the meantime. Reload the page.");
}

async function formatOf(importId: number): Promise<ImportFormat> {
  const { rows } = await pool().query<{ format: unknown }>("SELECT format FROM import WHERE id = $1", [importId]);
  if (!rows[0]) throw new AppError("not_found");
  return importFormatSchema.parse(rows[0].format);
}
