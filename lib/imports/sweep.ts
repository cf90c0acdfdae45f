import "server-only";
import { pool } from "../db/pool";
import { undecidedTimeoutMs, uploadTimeoutMs } from "./rules";

/** Throws away what nobody will finish: uploads that broke off, files nobody decided about, rows of finished imports. */

export const brokenUploadWords =
  "The upload broke off before the end of the file. Nothing was imported; upload the file again.";
const forgottenWords = "Nobody decided about this file for seven days, so it was thrown away. Nothing was imported.";

/** Safe to call at any time and by several processes at once. */
export async function sweepImports(now: Date): Promise<void> {
  await pool().query(
    "UPDATE import SET status = 'failed', problem = $1, finished_at = $3 WHERE status = 'uploading' AND seen_at < $2",
    [brokenUploadWords, new Date(now.getTime() - uploadTimeoutMs), now],
  );
  await pool().query(
    `UPDATE import SET status = 'canceled', problem = $1, finished_at = $3
      WHERE status IN ('mapping', 'ready') AND seen_at < $2`,
    [forgottenWords, new Date(now.getTime() - undecidedTimeoutMs), now],
  );
  const { rows } = await pool().query<{ id: number }>(
    `SELECT id FROM import i WHERE status IN ('failed', 'canceled', 'done')
        AND (EXISTS (SELECT FROM import_row r WHERE r.import_id = i.id)
          OR EXISTS (SELECT FROM import_contact c WHERE c.import_id = i.id))`,
  );
  for (const { id } of rows) await removeStagedRows(id);
}

/** What the file held, except for the problems that the result page lists. Only of an import that is over. */
export async function removeStagedRows(importId: number): Promise<void> {
  for (const table of ["import_row", "import_contact"]) {
    await pool().query(
      `DELETE FROM ${table} WHERE import_id = $1
          AND EXISTS (SELECT FROM import WHERE id = $1 AND status IN ('failed', 'canceled', 'done'))`,
      [importId],
    );
  }
}
