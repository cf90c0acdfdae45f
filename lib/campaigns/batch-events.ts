import "server-only";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { int, text } from "../db/types";
import type { BatchEventKind } from "./reasons";

/** Appends what was done about a batch, in the transaction that did it. Nothing is ever changed or taken away. */
export async function addBatchEvent(on: Executor, batchId: number, kind: BatchEventKind, detail = ""): Promise<void> {
  await add.run(on, { batchId, kind, detail: detail.slice(0, longest) });
}

/** Sinch's words in a refusal may be long. */
const longest = 300;

const add = statement(
  { name: "add-batch-event", params: { batchId: int, kind: text, detail: text } },
  ({ batchId, kind, detail }) => sql`
    INSERT INTO batch_event (campaign_id, batch_id, kind, detail, at)
    SELECT campaign_id, id, ${kind}, ${detail}, clock_timestamp() FROM batch WHERE id = ${batchId}`,
);

/** Where the same thing happens again and again, it is said once. */
export async function addBatchEventOnce(batchId: number, kind: BatchEventKind, detail = ""): Promise<void> {
  await addOnce.run(pool(), { batchId, kind, detail: detail.slice(0, longest) });
}

const addOnce = statement(
  { name: "add-batch-event-once", params: { batchId: int, kind: text, detail: text } },
  ({ batchId, kind, detail }) => sql`
    INSERT INTO batch_event (campaign_id, batch_id, kind, detail, at)
    SELECT b.campaign_id, b.id, ${kind}, ${detail}, clock_timestamp() FROM batch b
     WHERE b.id = ${batchId}
       AND (SELECT e.kind FROM batch_event e WHERE e.campaign_id = b.campaign_id AND e.batch_id = b.id
             ORDER BY e.id DESC LIMIT 1) IS DISTINCT FROM ${kind}`,
);
