import type { TestDatabase } from "./database.ts";

/**
 * What the migrations say by hand because a Prisma schema cannot: a column, or a whole table. Each is left out of the comparison
 * of migrations and schema. Keep it short: whatever Prisma can say belongs into prisma/schema.
 */
export const handWritten = [
  // Generated from the names and the number, for search.
  "subscriber.search",
  // Partitioned by day.
  "webhook_event",
];

/** `table.column` → type, nullability and whether it is generated, for our own tables; the queue's live in a schema of their own. */
export const isPartOf = (column: string, entry: string) => column === entry || column.startsWith(`${entry}.`);

export async function columnsOf(database: TestDatabase): Promise<Map<string, string>> {
  const { rows } = await database.query<{ column: string; description: string }>(`
    SELECT c.relname || '.' || a.attname AS column,
           format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS description
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> '_prisma_migrations'
    ORDER BY 1`);
  return new Map(rows.map((row) => [row.column, row.description]));
}
