import "server-only";
import { sleep } from "../clock";
import { retryThroughOutage } from "../db/outage";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type RowOf, statement } from "../db/statement";
import { int, nullable, smallint, text } from "../db/types";
import { faultPoint } from "../faults";
import { messageStatus, skipReason } from "../messages/rules";
import type { SendOutcome } from "../sinch";
import { weightOfText } from "./batch/weight";
import type { Engine } from "./engine/engine";
import { callInTime } from "./gate/call-in-time";
import { maySendSql } from "./gate/may-send";
import { pausedForMs, releaseProbe, reportOutcomes } from "./rate/breaker";
import { type Plan, type Reserved, reserveDirect } from "./rate/pace";
import { untilItsTurn } from "./rate/slot";

/**
 * Sends one direct message, at most once: `attempted_at` is committed before the call, and only a call that surely
 * did not reach Sinch takes it back. A crash during the call leaves it to the sweep, which marks it unclear.
 */
export async function sendDirectMessage(id: number, engine: Engine, signal: AbortSignal): Promise<void> {
  const weight = await weightOfDirect(id, engine.plan);
  while (!signal.aborted) {
    const reserved = await reserveDirect(engine.plan, weight);
    if (reserved) await untilItsTurn(engine.plan, reserved.slot, weight, signal);
    // If this call was to try for all, another one may.
    if (signal.aborted) return releaseProbe(engine.plan, reserved?.strikes ?? 0);
    const retryAfterMs = reserved ? await attempt(id, engine, reserved) : await pausedForMs(engine.plan);
    if (retryAfterMs === null) return;
    await sleep(retryAfterMs, signal);
  }
}

async function weightOfDirect(id: number, plan: Plan): Promise<number> {
  if (plan.counts === "messages") return 1;
  const message = await readBody.first(pool(), { id });
  return weightOfText(message?.body ?? "", plan);
}

const readBody = statement(
  { name: "body-of-direct-message", params: { id: int }, row: { body: text } },
  ({ id }) => sql`SELECT body FROM direct_message WHERE id = ${id}`,
);

/** Returns when to try again, or null when there is nothing left to do. */
async function attempt(id: number, engine: Engine, { strikes }: Reserved): Promise<number | null> {
  const intentAt = performance.now();
  const due = await begin.first(pool(), { id });
  if (due === null || due.refusal !== null) {
    if (due?.refusal) await finish(id, messageStatus.skipped, due.refusal, null);
    await releaseProbe(engine.plan, strikes);
    return null;
  }
  faultPoint("direct.afterIntent");
  const outcome = await callInTime(intentAt, (stop) => call(due, engine, stop));
  if (outcome === null) {
    await releaseProbe(engine.plan, strikes);
    return giveBack(id);
  }
  faultPoint("direct.afterPost");
  const retryAfterMs = await record(id, outcome);
  await reportOutcomes([outcome], engine.plan, strikes);
  return retryAfterMs;
}

function call(due: Due, engine: Engine, stop: AbortSignal): Promise<SendOutcome> {
  const text = {
    clientReference: due.clientReference,
    from: engine.sender,
    to: [due.phone],
    // Sinch takes `${` for a placeholder only where parameters are given; these texts have none.
    body: due.body,
    callbackUrl: engine.callbackUrl,
    deliveryReport: "per_recipient_final" as const,
  };
  return engine.transport.sendBatch(text, { stop });
}

/** Returns when to try again, or null when there is nothing left to do. */
async function record(id: number, outcome: SendOutcome): Promise<number | null> {
  switch (outcome.kind) {
    case "accepted":
      await finish(id, messageStatus.sent, 0, null);
      return null;
    case "unknown":
      await finish(id, messageStatus.unclear, 0, outcome.reason);
      return null;
    case "rejected":
      await finish(id, messageStatus.rejected, 0, `${outcome.code}: ${outcome.text}`);
      return null;
    case "throttled":
      await takeBack.run(pool(), { id, reason: "throttled" });
      return outcome.retryAfterMs;
    case "not_sent":
      await takeBack.run(pool(), { id, reason: outcome.reason });
      return 2_000;
  }
}

/** Sending was stopped after the intent, or this process stood still: it looks again whether the text may be sent. */
async function giveBack(id: number): Promise<number> {
  await takeBack.run(pool(), { id, reason: "stopped before the call" });
  return 0;
}

/**
 * Commits the intent, and reads the suppression list once more: tests never go to a number that opted out. The answer
 * to STOP may, as the law allows within five minutes; later it is dropped.
 */
const begin = statement(
  {
    name: "begin-direct-message",
    params: { id: int },
    row: { phone: text, body: text, clientReference: text, refusal: nullable(int) },
  },
  ({ id }) => sql`
    UPDATE direct_message d SET attempted_at = clock_timestamp(), updated_at = now()
     WHERE id = ${id} AND status = ${messageStatus.queued} AND attempted_at IS NULL AND ${maySendSql}
    RETURNING phone, body, client_reference AS "clientReference",
      CASE WHEN NOT EXISTS (SELECT 1 FROM suppression x WHERE x.phone = d.phone) THEN NULL
           WHEN kind = 'keyword_reply' AND created_at > clock_timestamp() - interval '5 minutes' THEN NULL
           ELSE ${skipReason.opted_out} END AS refusal`,
);

type Due = RowOf<typeof begin>;

async function finish(id: number, status: number, code: number, reason: string | null): Promise<void> {
  await retryThroughOutage(() => end.run(pool(), { id, status, code, reason }));
}

// A report may have overtaken the answer: a state only climbs.
const end = statement(
  { name: "finish-direct-message", params: { id: int, status: smallint, code: smallint, reason: nullable(text) } },
  ({ id, status, code, reason }) => sql`
    UPDATE direct_message SET status = ${status}, code = ${code}, reason = ${reason}, updated_at = now()
     WHERE id = ${id} AND status < ${status}`,
);

const takeBack = statement(
  { name: "take-direct-message-back", params: { id: int, reason: text } },
  ({ id, reason }) => sql`
    UPDATE direct_message SET attempted_at = NULL, reason = ${reason}, updated_at = now()
     WHERE id = ${id} AND status = ${messageStatus.queued}`,
);
