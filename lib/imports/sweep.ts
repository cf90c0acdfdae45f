import "server-only";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { inTransaction } from "../db/transaction";
import { instant, text } from "../db/types";
import { systemActor } from "../events/actor";
import { moveImports } from "./move";
import { undecidedTimeoutMs, uploadTimeoutMs } from "./rules";

/** Throws away what nobody will finish: uploads that broke off, files nobody decided about, rows of finished imports. */

export const brokenUploadWords =
  "The upload broke off before the end of the file. Nothing was imported; upload the file again.";
const forgottenWords = "Nobody decided about this file for seven days, so it was thrown away. Nothing was imported.";

const sweep = systemActor("sweep");

/** Safe to call at any time and by several processes at once. */
export async function sweepImports(now: Date): Promise<void> {
  await inTransaction(async (tx) => {
    const silentFor = (ms: number) => sql`i.seen_at < ${instant(new Date(now.getTime() - ms))}`;
    const ended = (words: string) => sql`, problem = ${text(words)}, finished_at = ${instant(now)}`;
    const broken = { to: "failed", from: ["uploading"], set: ended(brokenUploadWords), actor: sweep } as const;
    await moveImports(tx, silentFor(uploadTimeoutMs), broken);
    const forgotten = { to: "canceled", from: ["mapping", "ready"], set: ended(forgottenWords), actor: sweep } as const;
    await moveImports(tx, silentFor(undecidedTimeoutMs), forgotten);
  });
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
