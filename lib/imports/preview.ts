import "server-only";
import type { Sql } from "../db/pool";
import { comparedContacts, comparedCounts } from "./compare";
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
    2_147_483_647,
    tags.map(({ id }) => id),
    tags.length < wanted.size,
  ]);
  await tx.query(
    "UPDATE import SET status = 'ready', preview = $2, seen_at = now() WHERE id = $1 AND status = 'checking'",
    [importId, JSON.stringify(rows[0])],
  );
}
