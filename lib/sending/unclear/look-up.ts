import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import type { Sql } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { arrayOf, double, int, nullable, smallint, text } from "../../db/types";
import { log } from "../../log";
import { lockBatches, moveMessages } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import type { FoundBatch } from "../../sinch";
import { settleLate } from "../batch/duplicates";
import { notedPartsSql } from "../batch/noted-parts";
import { lockBatch, writeBatch } from "../batch/row";
import { decide, isTaken } from "../core/batch";
import type { Engine } from "../engine/engine";
import { callMs, type DueBatch, type DueRows, type Listing, stateOf } from "./due";

/** Sinch lists a new batch with a delay nobody promises; its clock and ours may differ. */
const clockToleranceMs = 5 * 60_000;

type AttemptRow = DueRows["attempts"][number];

/**
 * Asks Sinch for all attempts of which it can still matter, and writes down what it knows: a fact, whoever has the batch by
 * now. Returns null when Sinch did not answer: then nothing is concluded.
 */
export async function lookUp(
  batch: DueBatch,
  { attempts }: DueRows,
  engine: Engine,
  signal: AbortSignal,
): Promise<Listing | null> {
  const wanted = attempts.filter(
    (row) => stateOf(row) === "open" || (stateOf(row) === "accepted" && row.sendAt !== null),
  );
  if (wanted.length === 0) return new Map();
  const since = new Date(Math.min(...wanted.map((row) => row.startedAt)) - clockToleranceMs);
  const answer = await engine.transport.findByReference(
    wanted.map((row) => row.reference),
    since,
    AbortSignal.any([signal, AbortSignal.timeout(callMs)]),
  );
  if (!answer.ok) {
    log.warn("an unclear batch could not be looked up", { batchId: batch.id, failure: answer.failure.kind });
    return null;
  }
  const listing = new Map<string, "there" | "canceled">();
  for (const found of answer.value) listing.set(found.clientReference, found.isCanceled ? "canceled" : "there");
  for (const attempt of wanted) {
    const found = answer.value.filter((each) => each.clientReference === attempt.reference);
    if (found.length > 0) await recordFound(batch, attempt, found, engine.timings.skewMs);
  }
  return listing;
}

async function recordFound(
  batch: DueBatch,
  attempt: AttemptRow,
  found: readonly FoundBatch[],
  skewMs: number,
): Promise<void> {
  const isCanceled = found.every((each) => each.isCanceled);
  if (isCanceled && attempt.sendAt !== null) return recordCanceled(batch, attempt, skewMs);
  if (stateOf(attempt) !== "open") return;
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    const moved = await moveFound(tx, batch, attempt, found);
    const isNews = attempt.isPerRecipient ? moved > 0 : await markFound(tx, attempt, found);
    await showHolding(tx, batch.id);
    if (!isNews) return;
    await addBatchEvent(tx, batch.id, "found");
    if (!attempt.isPerRecipient) await settleLate(tx, batch.id);
    log.info("unclear batch found at Sinch", { campaignId: batch.campaignId, batchId: batch.id });
  });
}

async function markFound(tx: Sql, { reference }: AttemptRow, found: readonly FoundBatch[]): Promise<boolean> {
  return (await finishFound.run(tx, { reference, providerBatchId: found[0]?.providerId ?? null })) === 1;
}

const finishFound = statement(
  { name: "finish-found-attempt", params: { reference: text, providerBatchId: nullable(text) } },
  ({ reference, providerBatchId }) => sql`
    UPDATE batch_attempt
       SET outcome = 'accepted', provider_batch_id = ${providerBatchId}, finished_at = clock_timestamp()
     WHERE client_reference = ${reference} AND (outcome IS NULL OR outcome = 'unknown')`,
);

/** One call for all: everybody in it, unless Sinch still holds it back. One call each: whoever was found. */
async function moveFound(tx: Sql, batch: DueBatch, attempt: AttemptRow, found: readonly FoundBatch[]): Promise<number> {
  const phones = attempt.isPerRecipient ? found.flatMap((each) => each.recipients) : null;
  const { campaignId, firstSeq, lastSeq } = batch;
  const { reference } = attempt;
  const rows = await findUnclear.rows(tx, { campaignId, firstSeq, lastSeq, reference, phones });
  const moves = rows.map((row) => ({ campaignId, ...row, status: messageStatus.sent, code: 0 }));
  return moveMessages(tx, moves, "engine");
}

const findUnclear = statement(
  {
    name: "unclear-of-attempt",
    params: { campaignId: int, firstSeq: int, lastSeq: int, reference: text, phones: nullable(arrayOf(text)) },
    row: { seq: int, parts: nullable(smallint) },
  },
  ({ campaignId, firstSeq, lastSeq, reference, phones }) => sql`
    SELECT m.seq, ${notedPartsSql(firstSeq)} AS parts
      FROM message m JOIN batch_attempt a ON a.client_reference = ${reference}
     WHERE m.campaign_id = ${campaignId} AND m.seq BETWEEN ${firstSeq} AND ${lastSeq}
       AND m.status = ${messageStatus.unclear}
       AND (cardinality(a.called) = 0 OR m.seq = ANY (a.called))
       AND (${phones}::text[] IS NULL OR m.phone = ANY (${phones}))
       AND (a.send_at IS NULL OR a.send_at <= clock_timestamp())
     ORDER BY m.seq`,
);

/** The answer to our DELETE was lost, or somebody else took it back: in time, and it is certain that nothing was sent. */
async function recordCanceled(batch: DueBatch, attempt: AttemptRow, skewMs: number): Promise<void> {
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    if (!(await markWithdrawn(tx, attempt.reference, skewMs))) return;
    await showHolding(tx, batch.id);
    await addBatchEvent(tx, batch.id, "withdrawn");
  });
}

/** Only a confirmation that comes before the attempt's time proves anything, see isUnsentIfCanceled in the core. */
export async function markWithdrawn(tx: Sql, reference: string, skewMs: number): Promise<boolean> {
  return (await withdrawInTime.run(tx, { reference, seconds: skewMs / 1_000 })) === 1;
}

const withdrawInTime = statement(
  { name: "withdraw-in-time", params: { reference: text, seconds: double } },
  ({ reference, seconds }) => sql`
    UPDATE batch_attempt SET withdrawn_at = clock_timestamp()
     WHERE client_reference = ${reference} AND withdrawn_at IS NULL
       AND clock_timestamp() < send_at - make_interval(secs => ${seconds})`,
);

/** The batch is `holding` exactly while Sinch holds a try of it back. The caller holds its lock. */
export async function showHolding(tx: Sql, batchId: number): Promise<void> {
  const isHeld = (await findHeld.run(tx, { batchId })) === 1;
  const locked = await lockBatch(tx, batchId);
  const decision = decide(locked.batch, { kind: "held", isHeld }, locked.now);
  if (isTaken(locked.batch, decision)) await writeBatch(tx, batchId, decision.batch);
}

const findHeld = statement(
  { name: "held-attempt", params: { batchId: int } },
  ({ batchId }) => sql`
    SELECT FROM batch_attempt
     WHERE batch_id = ${batchId} AND outcome = 'accepted' AND send_at > clock_timestamp() AND withdrawn_at IS NULL LIMIT 1`,
);
