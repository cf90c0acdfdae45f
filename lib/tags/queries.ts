import "server-only";
import type { Viewer } from "../auth/viewer";
import { pool } from "../db/pool";
import type { TagRow } from "./views";

/** All of them, by name: people make dozens of tags, not thousands. */
export async function listTags(_viewer: Viewer): Promise<TagRow[]> {
  const { rows } = await pool().query<TagRow>(
    'SELECT id, name, subscriber_count AS "subscriberCount" FROM tag ORDER BY lower(name) LIMIT 1000',
  );
  return rows;
}
