import "server-only";
import { addBatchEvent, addBatchEventOnce } from "../../campaigns/batch-events";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { int, text } from "../../db/types";
import { faultPoint } from "../../faults";
import { log } from "../../log";
import { lockBatches } from "../../messages/commands";
import type { Answer } from "../../sinch";
import type { WithdrawReason } from "../core/unclear";
import type { Engine } from "../engine/engine";
import { callMs, type DueBatch, type DueRows } from "./due";
import { markWithdrawn, showHolding } from "./look-up";
import { tryAgainIn } from "./settle";

/**
 * Takes a held attempt back. That it was begun is committed first: from then on only Sinch's word says whether it left. A
 * confirmation that comes too late to be sure counts for nothing, and the attempt is looked up.
 */
const againMs = 5_000;

export async function withdraw(
  batch: DueBatch,
  attempt: DueRows["attempts"][number],
  because: WithdrawReason,
  engine: Engine,
): Promise<void> {
  if (attempt.providerBatchId === null) return tryAgainIn(batch, againMs);
  if (!(await begin(batch, attempt.reference))) return;
  faultPoint("unclear.beforeWithdraw");
  const answer = await engine.transport.cancelBatch(attempt.providerBatchId, AbortSignal.timeout(callMs));
  faultPoint("unclear.afterWithdraw");
  const problem = problemOf(answer);
  if (problem !== null) {
    await addBatchEventOnce(batch.id, "withdraw_failed", problem);
    return tryAgainIn(batch, againMs);
  }
  const isTaken = await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    if (!(await markWithdrawn(tx, attempt.reference, engine.timings.skewMs))) return false;
    await showHolding(tx, batch.id);
    await addBatchEvent(tx, batch.id, "withdrawn", because);
    return true;
  });
  log.info("held attempt taken back", { batchId: batch.id, because, isTaken });
  await tryAgainIn(batch, isTaken ? 0 : againMs);
}

/** A decision, unlike what Sinch answers: a worker that stood still since it was taken must not take anything back. */
async function begin(batch: DueBatch, reference: string): Promise<boolean> {
  return (await beginWithdrawing.run(pool(), { reference, epoch: batch.epoch })) === 1;
}

const beginWithdrawing = statement(
  { name: "begin-withdrawing", params: { reference: text, epoch: int } },
  ({ reference, epoch }) => sql`
    UPDATE batch_attempt a SET withdrawing_at = coalesce(a.withdrawing_at, clock_timestamp())
      FROM batch b
     WHERE a.client_reference = ${reference} AND b.id = a.batch_id AND b.epoch = ${epoch}
       AND b.state IN ('unclear', 'holding')`,
);

function problemOf(answer: Answer<{ isCanceled: boolean }>): string | null {
  if (answer.ok) return answer.value.isCanceled ? null : "Sinch did not cancel it";
  const { failure } = answer;
  switch (failure.kind) {
    case "refused":
      return `Sinch refused (HTTP status ${failure.httpStatus})`;
    case "throttled":
      return "Sinch had too many requests";
    case "unreachable":
      return failure.reason;
    case "unsupported":
      return "this API cannot";
  }
}
