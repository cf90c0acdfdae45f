import "server-only";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { arrayOf, bool, int, json } from "../db/types";
import { systemActor } from "../events/actor";
import { largestInteger } from "../integer";
import { comparedContacts, comparedCounts, countedRow } from "./compare";
import { moveImport } from "./move";
import type { ImportOptions } from "./schema";
import { findTagsNamed } from "./tags";

/** Counts what the merge would do, in one statement, and offers the import for confirmation. */
export async function previewImport(tx: Sql, importId: number, options: ImportOptions): Promise<void> {
  const tags = await findTagsNamed.rows(tx, { names: options.tags });
  const wanted = new Set(options.tags.map((name) => name.toLowerCase()));
  const preview = await countContacts.one(tx, {
    ...{ importId, above: 0, through: largestInteger },
    tagIds: tags.map(({ id }) => id),
    isTagMissing: tags.length < wanted.size,
  });
  const set = sql`, preview = ${json<typeof preview>()(preview)}`;
  await moveImport(tx, importId, { to: "ready", set, actor: systemActor("import") });
}

const countContacts = statement(
  {
    name: "import-preview",
    params: { importId: int, above: int, through: int, tagIds: arrayOf(int), isTagMissing: bool },
    row: countedRow,
  },
  ({ isTagMissing, ...asked }) => sql`
    SELECT ${comparedCounts} FROM (${comparedContacts(asked, sql`${isTagMissing}`)}) AS compared`,
);
