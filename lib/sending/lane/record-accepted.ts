import "server-only";
import { pool } from "../../db/pool";
import { faultPoint } from "../../faults";
import type { MessageMove } from "../../messages/commands";
import { sentInRangeSql } from "../../messages/commands";
import { partsBySeq } from "../batch/noted-parts";
import type { ClaimedBatch } from "../batch/recipients";

/**
 * The commonest outcome in one statement: Sinch took the batch, nobody else has touched it, and everybody in it becomes
 * sent. It is one commit, so a crash leaves all of it or nothing. Returns false when anything was not as this attempt
 * left it, a report that overtook the answer for example: then the batch is still undecided, whoever could be moved has
 * been, and recordOutcome() does it the careful way.
 */
export async function recordAccepted(attempt: Attempt, providerBatchId: string): Promise<boolean> {
  const { batch, reference, accepted } = attempt;
  faultPoint("attempt.beforeRecord");
  const result = await pool().query({
    name: "record-accepted",
    text: recordSql,
    values: [
      batch.campaignId,
      batch.firstSeq,
      batch.lastSeq,
      partsBySeq(accepted, batch.firstSeq),
      batch.id,
      batch.epoch,
      reference,
      providerBatchId,
      accepted.length,
    ],
  });
  return result.rowCount === 1;
}

// The batch is locked first, as everybody does; decided last, and only if all of its messages went along.
const recordSql = `
  WITH mine AS MATERIALIZED (
    SELECT id FROM batch WHERE id = $5 AND state = 'sending' AND epoch = $6 FOR UPDATE
  ), ${sentInRangeSql}, decided AS (
    UPDATE batch
       SET state = 'accepted', lease_until = NULL, reason = NULL, provider_batch_id = $8, updated_at = now()
      FROM moved
     WHERE batch.id = $5 AND batch.state = 'sending' AND batch.epoch = $6 AND moved.messages = $9
    RETURNING batch.id
  )
  UPDATE batch_attempt
     SET outcome = 'accepted', provider_batch_id = $8, finished_at = clock_timestamp()
    FROM decided WHERE client_reference = $7
  RETURNING batch_id`;

export type Attempt = {
  batch: ClaimedBatch;
  reference: string;
  /** Those in the call, in its order: what each becomes once Sinch has it. */
  accepted: readonly MessageMove[];
  heldUntil: Date | null;
};
