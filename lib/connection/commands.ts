import "server-only";
import type { Viewer } from "../auth/viewer";
import { pool } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { enqueue } from "../jobs/enqueue";
import type { StoredCheck } from "./schema";

/** The worker asks Sinch, since it is the worker that sends: the answer appears in `getConnectionDetail`. */
export async function requestConnectionCheck(_viewer: Viewer): Promise<void> {
  await inTransaction((tx) => enqueue(tx, "connection.check", {}));
}

export async function saveConnectionCheck(check: StoredCheck): Promise<void> {
  await pool().query(
    `INSERT INTO setting (key, value, updated_at) VALUES ('connection_check', $1, now())
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [JSON.stringify(check)],
  );
}
