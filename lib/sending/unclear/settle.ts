import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import { pool } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { faultPoint } from "../../faults";
import { lockBatches, moveMessages } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import { settleLate } from "../batch/duplicates";
import { recallIfCanceled } from "../batch/recall-due";
import { lockBatch, movesFrom, othersOf, writeBatch } from "../batch/row";
import { decide, isTaken } from "../core/batch";
import type { DueBatch, DueRows } from "./due";
import { showHolding } from "./look-up";

/** The commits that end an unknown batch, or leave it for later. Decisions: each needs the epoch it was taken with. */

/** The held attempt has left, so nobody took it back: everybody in it of whom nothing else is known was sent. */
export async function release(batch: DueBatch, attempt: DueRows["attempts"][number]): Promise<void> {
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    const moves = await movesFrom(tx, batch, [messageStatus.unclear, messageStatus.sent], attempt.reference);
    if (moves.length === 0 && !attempt.isWithdrawing) return;
    await tx.query("UPDATE batch_attempt SET withdrawing_at = NULL WHERE client_reference = $1", [attempt.reference]);
    await moveMessages(tx, moves, "engine");
    await tx.query("UPDATE batch SET provider_batch_id = $2 WHERE id = $1", [batch.id, attempt.providerBatchId]);
    await showHolding(tx, batch.id);
    await addBatchEvent(tx, batch.id, "released");
    await settleLate(tx, batch.id);
    faultPoint("unknown.beforeSettle");
  });
}

/** If its time has come. Reports may have told of everybody in it before anybody looked: then there is nobody to release. */
export async function endHolding(batch: DueBatch): Promise<void> {
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    await showHolding(tx, batch.id);
  });
}

/** Nobody is unclear any more. */
export async function close(batch: DueBatch): Promise<void> {
  await inTransaction(async (tx) => {
    const locked = await lockBatch(tx, batch.id);
    const event = { kind: "concluded", epoch: batch.epoch, others: await othersOf(tx, batch, []) } as const;
    const decision = decide(locked.batch, event, locked.now);
    if (!isTaken(locked.batch, decision)) return;
    await writeBatch(tx, batch.id, decision.batch);
    await tx.query(
      `UPDATE batch b
          SET decision = '',
              provider_batch_id = coalesce(provider_batch_id, (SELECT a.provider_batch_id FROM batch_attempt a
                WHERE a.batch_id = b.id AND a.outcome = 'accepted' AND a.withdrawn_at IS NULL ORDER BY a.number LIMIT 1))
        WHERE id = $1`,
      [batch.id],
    );
    await recallIfCanceled(tx, batch.campaignId);
  });
}

/** Says on the campaign's page that somebody has to decide. */
export async function askPerson(batch: DueBatch, because: string): Promise<void> {
  await inTransaction(async (tx) => {
    const locked = await lockBatch(tx, batch.id);
    const decision = decide(locked.batch, { kind: "asked", epoch: batch.epoch }, locked.now);
    if (!isTaken(locked.batch, decision)) return;
    const asked = await tx.query("UPDATE batch SET decision = 'asked' WHERE id = $1 AND decision = ''", [batch.id]);
    if (asked.rowCount === 0) return;
    await writeBatch(tx, batch.id, decision.batch);
    await addBatchEvent(tx, batch.id, "asked", because);
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
