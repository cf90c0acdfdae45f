import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { double, int, nullable, text } from "../../db/types";
import { faultPoint } from "../../faults";
import { lockBatches, moveMessages } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import { settleLate } from "../batch/duplicates";
import { recallIfCanceled } from "../batch/recall-due";
import { lockBatch, movesFrom, othersOf, writeBatch } from "../batch/row";
import { decide, isTaken } from "../core/batch";
import type { DueBatch, DueRows } from "./due";
import { showHolding } from "./look-up";

/** The commits that end an unclear batch, or leave it for later. Decisions: each needs the epoch it was taken with. */

/** The held attempt has left, so nobody took it back: everybody in it of whom nothing else is known was sent. */
export async function release(batch: DueBatch, attempt: DueRows["attempts"][number]): Promise<void> {
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    const moves = await movesFrom(tx, batch, [messageStatus.unclear, messageStatus.sent], attempt.reference);
    if (moves.length === 0 && !attempt.isWithdrawing) return;
    await stopWithdrawing.run(tx, { reference: attempt.reference });
    await moveMessages(tx, moves, "engine");
    await keepProviderId.run(tx, { id: batch.id, providerBatchId: attempt.providerBatchId });
    await showHolding(tx, batch.id);
    await addBatchEvent(tx, batch.id, "released");
    await settleLate(tx, batch.id);
    faultPoint("unclear.beforeSettle");
  });
}

/** If its time has come. Reports may have told of everybody in it before anybody looked: then there is nobody to release. */
export async function endHolding(batch: DueBatch): Promise<void> {
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    await showHolding(tx, batch.id);
  });
}

/** The batch has no unclear people any more. */
export async function close(batch: DueBatch): Promise<void> {
  await inTransaction(async (tx) => {
    const locked = await lockBatch(tx, batch.id);
    const event = { kind: "concluded", epoch: batch.epoch, others: await othersOf(tx, batch, []) } as const;
    const decision = decide(locked.batch, event, locked.now);
    if (!isTaken(locked.batch, decision)) return;
    await writeBatch(tx, batch.id, decision.batch);
    await endDecision.run(tx, { id: batch.id });
    await recallIfCanceled(tx, batch.campaignId);
  });
}

/** Says on the campaign's page that somebody has to decide. */
export async function escalate(batch: DueBatch, because: string): Promise<void> {
  await inTransaction(async (tx) => {
    const locked = await lockBatch(tx, batch.id);
    const decision = decide(locked.batch, { kind: "asked", epoch: batch.epoch }, locked.now);
    if (!isTaken(locked.batch, decision)) return;
    if ((await markAsked.run(tx, { id: batch.id })) === 0) return;
    await writeBatch(tx, batch.id, decision.batch);
    await addBatchEvent(tx, batch.id, "asked", because);
  });
}

const stopWithdrawing = statement(
  { name: "stop-withdrawing", params: { reference: text } },
  ({ reference }) => sql`UPDATE batch_attempt SET withdrawing_at = NULL WHERE client_reference = ${reference}`,
);

const keepProviderId = statement(
  { name: "keep-provider-id", params: { id: int, providerBatchId: nullable(text) } },
  ({ id, providerBatchId }) => sql`UPDATE batch SET provider_batch_id = ${providerBatchId} WHERE id = ${id}`,
);

const endDecision = statement(
  { name: "end-decision", params: { id: int } },
  ({ id }) => sql`
    UPDATE batch b
       SET decision = '',
           provider_batch_id = coalesce(provider_batch_id, (SELECT a.provider_batch_id FROM batch_attempt a
             WHERE a.batch_id = b.id AND a.outcome = 'accepted' AND a.withdrawn_at IS NULL ORDER BY a.number LIMIT 1))
     WHERE id = ${id}`,
);

const markAsked = statement(
  { name: "escalate-batch", params: { id: int } },
  ({ id }) => sql`UPDATE batch SET decision = 'asked' WHERE id = ${id} AND decision = ''`,
);

/** `until` in ms since 1970, by the database's clock. */
export async function postpone({ id, epoch }: DueBatch, until: number): Promise<void> {
  await postponeTo.run(pool(), { id, epoch, until });
}

const postponeTo = statement(
  { name: "postpone-batch", params: { id: int, epoch: int, until: double } },
  ({ id, epoch, until }) => sql`
    UPDATE batch SET next_attempt_at = to_timestamp(${until}::float8 / 1000)
     WHERE id = ${id} AND epoch = ${epoch} AND state IN ('unclear', 'holding')`,
);

/** In so many ms from now. */
export async function tryAgainIn({ id, epoch }: DueBatch, delayMs: number): Promise<void> {
  await postponeFor.run(pool(), { id, epoch, seconds: delayMs / 1_000 });
}

const postponeFor = statement(
  { name: "postpone-batch-for", params: { id: int, epoch: int, seconds: double } },
  ({ id, epoch, seconds }) => sql`
    UPDATE batch SET next_attempt_at = clock_timestamp() + make_interval(secs => ${seconds})
     WHERE id = ${id} AND epoch = ${epoch} AND state IN ('unclear', 'holding')`,
);
