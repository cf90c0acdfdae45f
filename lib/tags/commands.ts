import "server-only";
import type { Viewer } from "../auth/viewer";
import { conflictOn } from "../db/errors";
import { pool } from "../db/pool";
import { AppError } from "../errors";

const takenWords = "There is a tag of this name already.";

export async function createTag(_viewer: Viewer, { name }: { name: string }): Promise<{ id: number; name: string }> {
  const { rows } = await pool()
    .query<{ id: number; name: string }>("INSERT INTO tag (name) VALUES ($1) RETURNING id, name", [name])
    .catch(conflictOn("name", takenWords));
  if (!rows[0]) throw new Error("the tag was not created");
  return rows[0];
}

export async function renameTag(_viewer: Viewer, { id, name }: { id: number; name: string }): Promise<void> {
  const { rowCount } = await pool()
    .query("UPDATE tag SET name = $2 WHERE id = $1", [id, name])
    .catch(conflictOn("name", takenWords));
  if (rowCount === 0) throw new AppError("not_found");
}

/** Takes the tag off everybody; nobody is deleted. */
export async function deleteTag(_viewer: Viewer, { id }: { id: number }): Promise<void> {
  const { rowCount } = await pool().query("DELETE FROM tag WHERE id = $1", [id]);
  if (rowCount === 0) throw new AppError("not_found");
}
