import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import { pool } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { faultPoint } from "../../faults";
import { lockBatches, moveMessages } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import { movesFrom } from "../batch-row";
import type { DueBatch, DueRows } from "./due";
import { settleLate } from "./duplicates";
import { showHolding } from "./look-up";

/** The commits that end an unknown batch, or leave it for later. Decisions: each needs the epoch it was taken with. */

/** The held attempt has left: everybody in it of whom nothing else is known was sent. */
export async function release(batch: DueBatch, attempt: DueRows["attempts"][number]): Promise<void> {
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    const moves = await movesFrom(tx, batch, [messageStatus.unclear, messageStatus.sent], attempt.reference);
    if (moves.length === 0) return;
    await moveMessages(tx, moves, "engine");
    await tx.query("UPDATE batch SET provider_batch_id = $2 WHERE id = $1", [batch.id, attempt.providerBatchId]);
    await showHolding(tx, batch.id);
    await addBatchEvent(tx, batch.id, "released");
    await settleLate(tx, batch.id);
    faultPoint("unknown.beforeSettle");
  });
}

/** Nobody is unclear any more. */
export async function close(batch: DueBatch): Promise<void> {
  await pool().query(
    `UPDATE batch b
        SET state = 'accepted', reason = NULL, decision = '', updated_at = now(),
            provider_batch_id = coalesce(provider_batch_id, (SELECT a.provider_batch_id FROM batch_attempt a
              WHERE a.batch_id = b.id AND a.outcome = 'accepted' AND a.withdrawn_at IS NULL ORDER BY a.number LIMIT 1))
      WHERE id = $1 AND epoch = $2 AND state IN ('unknown', 'holding')`,
    [batch.id, batch.epoch],
  );
}

/** Says on the campaign's page that somebody has to decide. */
export async function askPerson(batch: DueBatch, because: string): Promise<void> {
  await inTransaction(async (tx) => {
    const asked = await tx.query(
      `UPDATE batch SET state = 'unknown', decision = 'asked', next_attempt_at = clock_timestamp(), updated_at = now()
        WHERE id = $1 AND epoch = $2 AND state IN ('unknown', 'holding') AND decision = ''`,
      [batch.id, batch.epoch],
    );
    if (asked.rowCount === 1) await addBatchEvent(tx, batch.id, "asked", because);
  });
}

/** `until` in ms since 1970, by the database's clock. */
export async function postpone(batch: DueBatch, until: number): Promise<void> {
  await pool().query(
    `UPDATE batch SET next_attempt_at = to_timestamp($3::float8 / 1000)
      WHERE id = $1 AND epoch = $2 AND state IN ('unknown', 'holding')`,
    [batch.id, batch.epoch, until],
  );
}

/** In so many ms from now. */
export async function tryAgainIn(batch: DueBatch, delayMs: number): Promise<void> {
  await pool().query(
    `UPDATE batch SET next_attempt_at = clock_timestamp() + make_interval(secs => $3)
      WHERE id = $1 AND epoch = $2 AND state IN ('unknown', 'holding')`,
    [batch.id, batch.epoch, delayMs / 1_000],
  );
}
