import "server-only";
import { sleep } from "../../clock";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { type RowOf, statement } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { arrayOf, bool, int, known, nullable, text } from "../../db/types";
import { faultPoint } from "../../faults";
import { largestInteger } from "../../integer";
import { log } from "../../log";
import { lockBatches, moveMessages } from "../../messages/commands";
import { canceledBySinch } from "../../messages/reasons";
import { messageStatus } from "../../messages/rules";
import type { Answer } from "../../sinch";
import type { Engine } from "../engine/engine";
import { isCopy } from "../gate/may-send";

/**
 * Asks Sinch to take back what it accepted of a canceled campaign and has not sent yet: the latest batches first, a few at a
 * time. That a batch is asked for is committed with how many of its messages were not final, then Sinch is asked, then what it
 * says of each person is written down. Asking twice changes nothing, so a crash anywhere only has it asked for again.
 */
const atOnce = 4;
const pauseMs = 100;
const callMs = 10_000;
const tries = 4;
const confirmedMs = 500;

export async function recallCampaign(campaignId: number, engine: Engine, signal: AbortSignal): Promise<void> {
  if (!engine.transport.capabilities.hasCancel) return;
  await untilConfirmed(signal);
  let below = largestInteger;
  while (!signal.aborted) {
    const batches = await findAccepted.rows(pool(), { campaignId, below });
    if (batches.length === 0) return;
    await Promise.all(batches.map((batch) => recall(batch, engine)));
    below = Math.min(...batches.map((batch) => batch.number));
    await sleep(pauseMs, signal);
  }
}

/** Batches that a locked copy knows of may be the original's, which is still to reach its people: a person decides first. */
async function untilConfirmed(signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await isCopy())) await sleep(confirmedMs, signal);
}

const notFinal = [messageStatus.sent, messageStatus.dispatched];

const findAccepted = statement(
  {
    name: "batches-to-recall",
    params: { campaignId: int, below: int },
    row: { id: int, number: int, campaignId: int, firstSeq: int, lastSeq: int },
  },
  ({ campaignId, below }) => sql`
    SELECT b.id, b.number, b.campaign_id AS "campaignId", b.first_seq AS "firstSeq", b.last_seq AS "lastSeq"
      FROM batch b JOIN campaign c ON c.id = b.campaign_id AND c.status = 'canceled'
     WHERE b.campaign_id = ${campaignId} AND b.number < ${below} AND b.state = 'accepted'
       AND (b.recall = 'asked'
            OR (b.recall IS NULL
                AND EXISTS (SELECT 1 FROM message m
                             WHERE m.campaign_id = ${campaignId} AND m.seq BETWEEN b.first_seq AND b.last_seq
                               AND m.status IN (${notFinal}))))
     ORDER BY b.number DESC LIMIT ${atOnce}`,
);

type AcceptedBatch = RowOf<typeof findAccepted>;

async function recall(batch: AcceptedBatch, { transport }: Engine): Promise<void> {
  await begin(batch);
  faultPoint("recall.afterIntent");
  const attempts = await acceptedAttempts.rows(pool(), { batchId: batch.id });
  let hasFailed = false;
  for (const attempt of attempts) {
    const canceled = await persuade((signal) => transport.cancelBatch(attempt.providerBatchId, signal));
    // Refused means that nothing is left to cancel.
    if (!canceled.ok) hasFailed ||= canceled.failure.kind !== "refused";
    if (!canceled.ok || !canceled.value.isCanceled) continue;
    const people = await persuade((signal) => transport.findCanceled(attempt.providerBatchId, signal));
    if (!people.ok) hasFailed = true;
    else await markCanceled(batch, attempt.called, people.value.isEverybody ? null : people.value.recipients);
  }
  faultPoint("recall.beforeRecord");
  await finish(batch, hasFailed);
}

/** The figure on the page: how many messages Sinch had not sent yet when it was asked. */
async function begin(batch: AcceptedBatch): Promise<void> {
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    const { id, campaignId, firstSeq, lastSeq } = batch;
    await beginRecall.run(tx, { id, campaignId, firstSeq, lastSeq });
  });
}

const beginRecall = statement(
  { name: "begin-recall", params: { id: int, campaignId: int, firstSeq: int, lastSeq: int } },
  ({ id, campaignId, firstSeq, lastSeq }) => sql`
    WITH asked AS (UPDATE batch SET recall = 'asked', updated_at = now() WHERE id = ${id} AND recall IS NULL RETURNING id)
    UPDATE campaign SET recall_asked = recall_asked + (
             SELECT count(*) FROM message
              WHERE campaign_id = ${campaignId} AND seq BETWEEN ${firstSeq} AND ${lastSeq} AND status IN (${notFinal}))
     WHERE id = ${campaignId} AND EXISTS (SELECT 1 FROM asked)`,
);

const acceptedAttempts = statement(
  {
    name: "accepted-attempts",
    params: { batchId: int },
    row: {
      providerBatchId: known(text, "asked for"),
      called: known(arrayOf(int), "written with every attempt"),
    },
  },
  ({ batchId }) => sql`
    SELECT provider_batch_id AS "providerBatchId", called FROM batch_attempt
     WHERE batch_id = ${batchId} AND outcome = 'accepted' AND withdrawn_at IS NULL AND provider_batch_id IS NOT NULL
     ORDER BY number`,
);

async function persuade<T>(ask: (signal: AbortSignal) => Promise<Answer<T>>): Promise<Answer<T>> {
  for (let tried = 1; ; tried++) {
    const answer = await ask(AbortSignal.timeout(callMs));
    if (answer.ok || answer.failure.kind === "refused" || tried === tries) return answer;
    const { failure } = answer;
    await sleep(failure.kind === "throttled" ? Math.min(failure.retryAfterMs, callMs) : 500 * 2 ** tried);
  }
}

/** `phones` null: everybody in the call. */
async function markCanceled(batch: AcceptedBatch, called: readonly number[], phones: string[] | null): Promise<void> {
  const { campaignId, firstSeq, lastSeq } = batch;
  await inTransaction(async (tx) => {
    await lockBatches(tx, [batch.id]);
    const found = await findCanceled.rows(tx, { campaignId, firstSeq, lastSeq, called, phones });
    const moves = found.map(({ seq }) => {
      return { campaignId, seq, status: messageStatus.canceled, code: canceledBySinch, parts: null };
    });
    await moveMessages(tx, moves, "report");
  });
}

const findCanceled = statement(
  {
    name: "messages-canceled-by-sinch",
    params: { campaignId: int, firstSeq: int, lastSeq: int, called: arrayOf(int), phones: nullable(arrayOf(text)) },
    row: { seq: int },
  },
  ({ campaignId, firstSeq, lastSeq, called, phones }) => sql`
    SELECT seq FROM message
     WHERE campaign_id = ${campaignId} AND seq BETWEEN ${firstSeq} AND ${lastSeq} AND status IN (${notFinal})
       AND (cardinality(${called}::int[]) = 0 OR seq = ANY (${called}))
       AND (${phones}::text[] IS NULL OR phone = ANY (${phones}))
     ORDER BY seq`,
);

async function finish({ id: batchId }: AcceptedBatch, hasFailed: boolean): Promise<void> {
  const finished = await finishRecall.first(pool(), { batchId, hasFailed });
  log.info("asked Sinch to take a batch back", { batchId, outcome: finished?.recall });
}

const finishRecall = statement(
  {
    name: "finish-recall",
    params: { batchId: int, hasFailed: bool },
    row: { recall: known(text, "set to a word") },
  },
  ({ batchId, hasFailed }) => sql`
    UPDATE batch b
       SET recall = CASE WHEN EXISTS (SELECT 1 FROM message m
                                       WHERE m.campaign_id = b.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
                                         AND m.status = ${messageStatus.canceled} AND m.code = ${canceledBySinch}) THEN 'recalled'
                         WHEN ${hasFailed} THEN 'failed' ELSE 'too_late' END, updated_at = now()
     WHERE id = ${batchId} AND recall = 'asked' RETURNING recall`,
);
