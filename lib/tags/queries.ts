import "server-only";
import type { Viewer } from "../auth/viewer";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { int, text } from "../db/types";
import type { TagRow } from "./views";

/** All of them, by name: people make dozens of tags, not thousands. */
export async function listTags(_viewer: Viewer): Promise<TagRow[]> {
  return tagsByName.rows(pool());
}

const tagsByName = statement(
  { name: "tags-by-name", row: { id: int, name: text, subscriberCount: int } },
  () => sql`SELECT id, name, subscriber_count AS "subscriberCount" FROM tag ORDER BY lower(name) LIMIT 1000`,
);
