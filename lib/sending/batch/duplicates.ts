import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import type { Sql } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { int, known } from "../../db/types";
import { messageStatus } from "../../messages/rules";

/**
 * After somebody learnt late that an attempt was sent: whatever else waits for this batch is looked at now, and whoever is in
 * two attempts that were sent got the text twice, which is said, once for each batch. The caller holds the batch's lock.
 */
export async function settleLate(tx: Sql, batchId: number): Promise<void> {
  await lookNow.run(tx, { batchId });
  const { people } = await countTwice.one(tx, { batchId });
  if (people > 0) await addBatchEvent(tx, batchId, "duplicate", `${people}`);
}

const lookNow = statement(
  { name: "look-at-batch-now", params: { batchId: int } },
  ({ batchId }) => sql`
    UPDATE batch SET next_attempt_at = clock_timestamp() WHERE id = ${batchId} AND state IN ('unclear', 'holding')`,
);

// `called` names nobody where the call was for everybody who is not skipped.
const countTwice = statement(
  { name: "texted-twice", params: { batchId: int }, row: { people: known(int, "count") } },
  ({ batchId }) => sql`
  WITH gone AS (
    SELECT a.number, a.called FROM batch_attempt a
     WHERE a.batch_id = ${batchId} AND a.outcome = 'accepted' AND NOT a.is_per_recipient
       AND a.withdrawn_at IS NULL AND a.withdrawing_at IS NULL
       AND (a.send_at IS NULL OR a.send_at <= clock_timestamp())
  ), texted AS (
    SELECT gone.number, m.seq
      FROM gone JOIN batch b ON b.id = ${batchId}
      JOIN message m ON m.campaign_id = b.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
                    AND m.status <> ${messageStatus.skipped}
                    AND (cardinality(gone.called) = 0 OR m.seq = ANY (gone.called))
     WHERE (SELECT count(*) FROM gone) > 1
  )
  SELECT count(*)::int AS people FROM (SELECT seq FROM texted GROUP BY seq HAVING count(*) > 1) AS twice
   WHERE NOT EXISTS (SELECT 1 FROM batch_event WHERE batch_id = ${batchId} AND kind = 'duplicate')`,
);
