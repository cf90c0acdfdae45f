import "server-only";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { json } from "../db/types";
import { systemActor } from "../events/actor";
import { largestInteger } from "../integer";
import { comparedContacts, comparedCounts } from "./compare";
import { moveImport } from "./move";
import type { ImportOptions } from "./schema";

/** Counts what the merge would do, in one statement, and offers the import for confirmation. */
export async function previewImport(tx: Sql, importId: number, options: ImportOptions): Promise<void> {
  const { rows: tags } = await tx.query<{ id: number }>(
    "SELECT id FROM tag WHERE lower(name) IN (SELECT lower(unnest($1::text[])))",
    [options.tags],
  );
  const wanted = new Set(options.tags.map((name) => name.toLowerCase()));
  const { rows } = await tx.query(`SELECT ${comparedCounts} FROM (${comparedContacts}) AS compared`, [
    importId,
    0,
    largestInteger,
    tags.map(({ id }) => id),
    tags.length < wanted.size,
  ]);
  const set = sql`, preview = ${json<unknown>()(rows[0])}`;
  await moveImport(tx, importId, { to: "ready", set, actor: systemActor("import") });
}
