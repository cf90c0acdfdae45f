import "server-only";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { arrayOf, int, literalOf, smallint, text } from "../../db/types";
import { faultPoint } from "../../faults";
import type { MessageMove } from "../../messages/commands";
import { sentInRangeSql } from "../../messages/commands";
import { partsBySeq } from "../batch/noted-parts";
import type { ClaimedBatch } from "./claim";

/**
 * The commonest outcome in one statement: Sinch took the batch, nobody else has touched it, and everybody in it becomes
 * sent. It is one commit, so a crash leaves all of it or nothing. Returns false when anything was not as this attempt
 * left it, a report that overtook the answer for example: then the batch is still undecided, whoever could be moved has
 * been, and recordOutcome() does it the careful way.
 */
export async function recordAccepted(attempt: Attempt, providerBatchId: string): Promise<boolean> {
  const { batch, reference, accepted } = attempt;
  faultPoint("attempt.beforeRecord");
  const decided = await record.run(pool(), {
    campaignId: batch.campaignId,
    firstSeq: batch.firstSeq,
    lastSeq: batch.lastSeq,
    parts: partsBySeq(accepted, batch.firstSeq),
    id: batch.id,
    epoch: batch.epoch,
    reference,
    providerBatchId,
    people: accepted.length,
  });
  return decided === 1;
}

// The batch is locked first, as everybody does; decided last, and only if all of its messages went along.
const record = statement(
  {
    name: "record-accepted",
    prepared: true,
    params: {
      campaignId: int,
      firstSeq: int,
      lastSeq: int,
      parts: literalOf(arrayOf(smallint)),
      id: int,
      epoch: int,
      reference: text,
      providerBatchId: text,
      people: int,
    },
  },
  ({ id, epoch, reference, providerBatchId, people, ...range }) => sql`
  WITH mine AS MATERIALIZED (
    SELECT id FROM batch WHERE id = ${id} AND state = 'sending' AND epoch = ${epoch} FOR UPDATE
  ), ${sentInRangeSql(range)}, decided AS (
    UPDATE batch
       SET state = 'accepted', lease_until = NULL, reason = NULL, provider_batch_id = ${providerBatchId}, updated_at = now()
      FROM moved
     WHERE batch.id = ${id} AND batch.state = 'sending' AND batch.epoch = ${epoch} AND moved.messages = ${people}
    RETURNING batch.id
  )
  UPDATE batch_attempt
     SET outcome = 'accepted', provider_batch_id = ${providerBatchId}, finished_at = clock_timestamp()
    FROM decided WHERE client_reference = ${reference}`,
);

export type Attempt = {
  batch: ClaimedBatch;
  reference: string;
  /** Those in the call, in its order: what each becomes once Sinch has it. */
  accepted: readonly MessageMove[];
  waitUntil: Date | null;
};
