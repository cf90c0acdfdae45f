import "server-only";
import { now } from "../clock";
import { pool, type Sql } from "../db/pool";
import { sql } from "../db/sql";
import { inTransaction } from "../db/transaction";
import { json } from "../db/types";
import { AppError } from "../errors";
import type { Actor } from "../events/actor";
import { enqueue } from "../jobs/enqueue";
import { type ImportMove, moveImport } from "./move";
import { type ImportFormat, type ImportOptions, importFormatSchema } from "./schema";
import { removeStagedRows } from "./sweep";

/** Takes the answers about columns, tags and consent, and has the rows checked. Nothing is written to subscribers yet. */
export async function checkColumns(actor: Actor, importId: number, options: ImportOptions): Promise<void> {
  const format = await formatOf(importId);
  if (options.columns.length !== format.columns.length) {
    throw new AppError("conflict", "These columns belong to another file. Reload the page.");
  }
  if (Date.parse(options.consentDay) > now().getTime() + 14 * 3_600_000) {
    throw new AppError("invalid", undefined, { fields: { consentDay: "This day is in the future." } });
  }
  await inTransaction(async (tx) => {
    const set = sql`, options = ${json<ImportOptions>()(options)}, checked_through = 0, duplicates = 0, rejected = 0`;
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
  await inTransaction(async (tx) => {
    const { rows } = await tx.query<{ tags: string[] | null }>(
      "SELECT options->'tags' AS tags FROM import WHERE id = $1 FOR UPDATE",
      [importId],
    );
    const tagIds = await makeTags(tx, rows[0]?.tags ?? []);
    const set = sql`,
      started_at = now(), options = options || jsonb_build_object('tagIds', ${json<readonly number[]>()(tagIds)}::jsonb)`;
    await become(tx, importId, { to: "running", set, actor });
    await enqueue(tx, "import.merge", { importId });
  });
}

export async function cancelImport(actor: Actor, importId: number): Promise<void> {
  await inTransaction((tx) => become(tx, importId, { to: "canceled", set: sql`, finished_at = now()`, actor }));
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

async function become(tx: Sql, importId: number, move: ImportMove): Promise<void> {
  if (await moveImport(tx, importId, move)) return;
  throw new AppError("conflict", "This import has moved on in the meantime. Reload the page.");
}

async function formatOf(importId: number): Promise<ImportFormat> {
  const { rows } = await pool().query<{ format: unknown }>("SELECT format FROM import WHERE id = $1", [importId]);
  if (!rows[0]) throw new AppError("not_found");
  return importFormatSchema.parse(rows[0].format);
}
