import "server-only";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { arrayOf, int, text } from "../db/types";

/** The tags that an import names. Two that differ in capitals are one. */
export const findTagsNamed = statement(
  { name: "tags-named", params: { names: arrayOf(text) }, row: { id: int } },
  ({ names }) => sql`SELECT id FROM tag WHERE lower(name) IN (SELECT lower(unnest(${names}::text[]))) ORDER BY id`,
);

/** Their ids; those that do not exist yet are made. */
export async function makeTags(tx: Executor, names: readonly string[]): Promise<number[]> {
  if (names.length === 0) return [];
  await insertTags.run(tx, { names });
  return (await findTagsNamed.rows(tx, { names })).map(({ id }) => id);
}

// In one order everywhere: two imports that make the same tags must not wait for each other.
const insertTags = statement(
  { name: "make-tags", params: { names: arrayOf(text) } },
  ({ names }) => sql`
    INSERT INTO tag (name) SELECT name FROM unnest(${names}::text[]) AS wanted (name) ORDER BY lower(name)
    ON CONFLICT (lower(name)) DO NOTHING`,
);
