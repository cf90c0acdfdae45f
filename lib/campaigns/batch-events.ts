import "server-only";
import { pool, type Sql } from "../db/pool";
import type { BatchEventKind } from "./reasons";

/** Appends what was done about a batch, in the transaction that did it. Nothing is ever changed or taken away. */
export async function addBatchEvent(tx: Sql, batchId: number, kind: BatchEventKind, detail = ""): Promise<void> {
  await tx.query(
    `INSERT INTO batch_event (campaign_id, batch_id, kind, detail, at)
     SELECT campaign_id, id, $2, $3, clock_timestamp() FROM batch WHERE id = $1`,
    [batchId, kind, detail.slice(0, longest)],
  );
}

/** Where the same thing happens again and again, it is said once. */
export async function addBatchEventOnce(batchId: number, kind: BatchEventKind, detail = ""): Promise<void> {
  await pool().query(
    `INSERT INTO batch_event (campaign_id, batch_id, kind, detail, at)
     SELECT b.campaign_id, b.id, $2, $3, clock_timestamp() FROM batch b
      WHERE b.id = $1
        AND (SELECT e.kind FROM batch_event e WHERE e.campaign_id = b.campaign_id AND e.batch_id = b.id
              ORDER BY e.id DESC LIMIT 1) IS DISTINCT FROM $2`,
    [batchId, kind, detail.slice(0, longest)],
  );
}

/** What Sinch says in a refusal may be long. */
const longest = 300;
