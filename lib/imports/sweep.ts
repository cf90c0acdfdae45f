import "server-only";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { inTransaction } from "../db/transaction";
import { instant, int, type Slot, text } from "../db/types";
import { systemActor } from "../events/actor";
import { moveImports } from "./move";
import { undecidedTimeoutMs, uploadTimeoutMs } from "./rules";
import type { ImportStatus } from "./status";

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
  for (const { id } of await findLeftovers.rows(pool())) await removeStagedRows(id);
}

const over = ["failed", "canceled", "done"] as const satisfies readonly ImportStatus[];

const findLeftovers = statement(
  { name: "import-leftovers", row: { id: int } },
  () => sql`
    SELECT id FROM import i WHERE status IN (${over})
       AND (EXISTS (SELECT FROM import_row r WHERE r.import_id = i.id)
         OR EXISTS (SELECT FROM import_contact c WHERE c.import_id = i.id))`,
);

/** What the file held, except for the problems that the result page lists. Only of an import that is over. */
export async function removeStagedRows(importId: number): Promise<void> {
  await deleteRows.run(pool(), { importId });
  await deleteContacts.run(pool(), { importId });
}

const isOver = (importId: Slot) => sql`EXISTS (SELECT FROM import WHERE id = ${importId} AND status IN (${over}))`;

const deleteRows = statement(
  { name: "import-delete-rows", params: { importId: int } },
  ({ importId }) => sql`DELETE FROM import_row WHERE import_id = ${importId} AND ${isOver(importId)}`,
);

const deleteContacts = statement(
  { name: "import-delete-contacts", params: { importId: int } },
  ({ importId }) => sql`DELETE FROM import_contact WHERE import_id = ${importId} AND ${isOver(importId)}`,
);
