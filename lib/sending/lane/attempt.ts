import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import { pool, type Sql } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { arrayOf, bool, double, instant, int, json, literalOf, nullable, smallint, text } from "../../db/types";
import { faultPoint } from "../../faults";
import { type MessageMove, moveMessages } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import type { Composition } from "../batch/compose";
import { settleLate } from "../batch/duplicates";
import { partsBySeq } from "../batch/noted-parts";
import { lockBatch, othersOf, writeBatch } from "../batch/row";
import {
  type AfterAttempt,
  type CallOutcome,
  type Fate,
  type Verdict,
  verdictOfCall,
  verdictOfEach,
} from "../core/after-attempt";
import { type BatchEffect, decide, isTaken, nobodyElse } from "../core/batch";
import type { Engine } from "../engine/engine";
import { inTimeSql, leftMsSql, maySendSql } from "../gate/may-send";
import { mayCallSql } from "../rate/breaker";
import type { Departure } from "../rate/departures";
import { departuresOf } from "../rate/pace";
import { batchReference, sendLeaseSeconds } from "../rules";
import type { ClaimedBatch } from "./claim";
import { type Attempt, recordAccepted } from "./record-accepted";

/**
 * The two commits around a POST. `beginAttempt` commits the intent before any byte leaves: whatever happens then, the
 * attempt's reference is known, and its batch is never taken for unsent. `recordOutcome` commits what came of it.
 * A crash between them leaves a batch in `sending`, which the sweep turns into `unclear` when its lease has run out.
 */

/** `leftMs`: until the campaign's last moment; null without one. */
export type Begun = { reference: string; leftMs: number | null };

/** Returns null when the claim ran out, the campaign no longer runs, or nobody may call. */
export async function beginAttempt(
  batch: ClaimedBatch,
  { accepted, waitUntil }: Pick<Composition, "accepted" | "waitUntil">,
  engine: Pick<Engine, "installation" | "transport" | "plan">,
): Promise<Begun | null> {
  const reference = batchReference(batch.campaignId, batch.number, batch.attempts + 1, engine.installation);
  const begun = await begin.first(pool(), {
    id: batch.id,
    epoch: batch.epoch,
    reference,
    number: batch.attempts + 1,
    recipients: accepted.length,
    campaignId: batch.campaignId,
    isPerRecipient: engine.transport.capabilities.outcomes === "recipient",
    plan: engine.plan.id,
    strikes: batch.strikes,
    waitUntil,
    called: isWhole(batch, waitUntil) ? [] : seqsOf(accepted),
    parts: partsBySeq(accepted, batch.firstSeq),
  });
  if (!begun) return null;
  departuresOf(engine.plan).saw(begun.departures ?? []);
  return { reference, leftMs: begun.leftMs };
}

const begin = statement(
  {
    name: "begin-attempt",
    prepared: true,
    params: {
      id: int,
      epoch: int,
      reference: text,
      number: smallint,
      recipients: int,
      campaignId: int,
      isPerRecipient: bool,
      plan: text,
      strikes: int,
      waitUntil: nullable(instant),
      called: arrayOf(int),
      parts: literalOf(arrayOf(smallint)),
    },
    row: { departures: nullable(json<Departure[]>()), leftMs: nullable(double) },
  },
  ({
    id,
    epoch,
    reference,
    number,
    recipients,
    campaignId,
    isPerRecipient,
    plan,
    strikes,
    waitUntil,
    called,
    parts,
  }) => sql`
  WITH intent AS (
    UPDATE batch b
       SET state = 'sending', attempts = ${number}, updated_at = now(),
           lease_until = clock_timestamp() + make_interval(secs => ${sendLeaseSeconds}),
           next_attempt_at = coalesce(${waitUntil}::timestamptz, b.next_attempt_at),
           wait_reason = CASE WHEN ${waitUntil}::timestamptz IS NULL THEN '' ELSE 'quiet_hours' END
      FROM campaign c
     WHERE b.id = ${id} AND b.epoch = ${epoch} AND b.state = 'claimed'
       AND b.lease_until > clock_timestamp()
       AND c.id = ${campaignId} AND c.status IN ('preparing', 'sending') AND ${maySendSql} AND ${inTimeSql}
       AND ${mayCallSql(plan, strikes)}
    RETURNING b.id, c.expires_at
  ), started AS (
    UPDATE campaign SET started_at = now()
     WHERE id = ${campaignId} AND started_at IS NULL AND EXISTS (SELECT 1 FROM intent)
  )
  INSERT INTO batch_attempt (client_reference, batch_id, number, epoch, recipients, is_per_recipient, started_at, called, parts)
  SELECT ${reference}, id, ${number}, ${epoch}, ${recipients}, ${isPerRecipient}, clock_timestamp(), ${called}::int[],
         ${parts}::smallint[]
    FROM intent
  RETURNING (SELECT departures FROM plan_limiter WHERE plan = ${plan}) AS departures,
            (SELECT ${leftMsSql(sql`expires_at`)} FROM intent) AS "leftMs"`,
);

/**
 * Whether the call is for everybody of the batch who is or was to go: nobody has to wait, and no earlier attempt left some of them
 * unclear. Otherwise the attempt notes whom it is for, since what is proven of it is proven of them only.
 */
function isWhole(batch: ClaimedBatch, waitUntil: Date | null): boolean {
  return waitUntil === null && batch.attempts === 0;
}

/** Facts are never fenced: an answer that comes late is recorded even if the batch was given to somebody else. */
export async function recordOutcome(attempt: Attempt, outcome: CallOutcome): Promise<AfterAttempt> {
  const verdict = verdictOfCall(outcome, attempt.accepted.length, attempt.batch.attempts + 1);
  const { after } = verdict;
  const isCommon = after.state === "accepted" && isWhole(attempt.batch, attempt.waitUntil);
  if (isCommon && (await recordAccepted(attempt, after.providerBatchId))) return after;
  await record(attempt, verdict);
  return after;
}

/** The same where every recipient has an outcome of their own, in the order of the call. */
export async function recordEach(attempt: Attempt, outcomes: readonly CallOutcome[]): Promise<AfterAttempt> {
  const verdict = verdictOfEach(outcomes, attempt.batch.attempts + 1);
  await record(attempt, verdict);
  return verdict.after;
}

async function record(attempt: Attempt, verdict: Verdict): Promise<void> {
  const { batch, accepted, waitUntil } = attempt;
  const { after } = verdict;
  await inTransaction(async (tx) => {
    const locked = await lockBatch(tx, batch.id);
    await finishAttempt(tx, attempt, verdict);
    const called = seqsOf(accepted);
    const others = isWhole(batch, waitUntil) ? nobodyElse : await othersOf(tx, batch, called);
    const event = { kind: "answered", epoch: batch.epoch, after, others } as const;
    const decision = decide(locked.batch, event, locked.now);
    if (isTaken(locked.batch, decision)) await writeBatch(tx, batch.id, decision.batch, remarksOn(after));
    faultPoint("attempt.beforeRecord");
    await moveMessages(tx, movesOf(accepted, verdict.fates, decision.effects), "engine");
    if (verdict.fates.includes("unclear")) await addBatchEvent(tx, batch.id, "unknown", remarksOn(after).reason ?? "");
    if (locked.batch.epoch !== batch.epoch) await settleLate(tx, batch.id);
  });
}

function remarksOn(after: AfterAttempt) {
  return {
    reason: "reason" in after ? after.reason : null,
    providerBatchId: after.state === "accepted" ? after.providerBatchId : null,
  };
}

function finishAttempt(tx: Sql, { reference }: Attempt, { after, kind }: Verdict) {
  const { reason, providerBatchId } = remarksOn(after);
  const code = "code" in after ? after.code : null;
  return finish.run(tx, { reference, kind, providerBatchId, code, reason });
}

export const finish = statement(
  {
    name: "finish-attempt",
    params: {
      reference: text,
      kind: text,
      providerBatchId: nullable(text),
      code: nullable(text),
      reason: nullable(text),
    },
  },
  ({ reference, kind, providerBatchId, code, reason }) => sql`
    UPDATE batch_attempt
       SET outcome = ${kind}, provider_batch_id = ${providerBatchId}, code = ${code}, reason = ${reason},
           finished_at = clock_timestamp()
     WHERE client_reference = ${reference} AND (outcome IS NULL OR outcome = 'unknown')`,
);

/** An answer that lost its say over the batch may still tell who was accepted. */
function movesOf(
  accepted: readonly MessageMove[],
  fates: readonly Fate[],
  effects: readonly BatchEffect[],
): MessageMove[] {
  const isDecided = effects.some((effect) => effect.kind === "move_called");
  return accepted.flatMap((move, index) => {
    const fate = fates[index] ?? "queued";
    return isDecided || fate === "sent" ? moveTo(move, fate) : [];
  });
}

function moveTo(move: MessageMove, fate: Fate): MessageMove[] {
  switch (fate) {
    case "sent":
      return [move];
    case "unclear":
      return [{ ...move, status: messageStatus.unclear }];
    case "rejected":
      return [{ ...move, status: messageStatus.rejected, parts: 0 }];
    case "queued":
      return [];
  }
}

/** Writes down who was left out when the text was built. */
export async function recordSkips(
  batch: ClaimedBatch,
  skipped: readonly MessageMove[],
  nobodyLeft: boolean,
): Promise<void> {
  if (skipped.length === 0 && !nobodyLeft) return;
  await inTransaction(async (tx) => {
    const locked = await lockBatch(tx, batch.id);
    const others = nobodyLeft && batch.attempts > 0 ? await othersOf(tx, batch, seqsOf(skipped)) : nobodyElse;
    const event = { kind: "skipped", epoch: batch.epoch, nobodyLeft, others } as const;
    const decision = decide(locked.batch, event, locked.now);
    if (isTaken(locked.batch, decision)) await writeBatch(tx, batch.id, decision.batch);
    if (decision.effects.length > 0) await moveMessages(tx, skipped, "engine");
  });
}

const seqsOf = (moves: readonly MessageMove[]) => moves.map((move) => move.seq);
