import "server-only";
import { addBatchEvent } from "../../campaigns/batch-events";
import { pool, type Sql } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { faultPoint } from "../../faults";
import { type MessageMove, moveMessages } from "../../messages/commands";
import { messageStatus } from "../../messages/rules";
import type { Composition } from "../batch/compose";
import { settleLate } from "../batch/duplicates";
import { partsBySeq } from "../batch/noted-parts";
import type { ClaimedBatch } from "../batch/recipients";
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
import { type Attempt, recordAccepted } from "./record-accepted";

/**
 * The two commits around a POST. `beginAttempt` commits the intent before any byte leaves: whatever happens then, the
 * attempt's reference is known, and its batch is never taken for unsent. `recordOutcome` commits what came of it.
 * A crash between them leaves a batch in `sending`, which the sweep turns into `unknown` when its lease has run out.
 */

/** `leftMs`: until the campaign's last moment; null without one. */
export type Begun = { reference: string; leftMs: number | null };

/** Returns null when the claim ran out, the campaign no longer runs, or nobody may call. */
export async function beginAttempt(
  batch: ClaimedBatch,
  { accepted, heldUntil }: Pick<Composition, "accepted" | "heldUntil">,
  engine: Pick<Engine, "installation" | "transport" | "plan">,
): Promise<Begun | null> {
  const reference = batchReference(batch.campaignId, batch.number, batch.attempts + 1, engine.installation);
  const result = await pool().query<{ departures: Departure[] | null; leftMs: number | null }>({
    name: "begin-attempt",
    text: beginSql,
    values: [
      batch.id,
      batch.epoch,
      sendLeaseSeconds,
      reference,
      batch.attempts + 1,
      accepted.length,
      batch.campaignId,
      engine.transport.capabilities.outcomes === "recipient",
      engine.plan.id,
      heldUntil,
      isWhole(batch, heldUntil) ? [] : seqsOf(accepted),
      batch.strikes,
      partsBySeq(accepted, batch.firstSeq),
    ],
  });
  const [begun] = result.rows;
  if (!begun) return null;
  departuresOf(engine.plan).saw(begun.departures ?? []);
  return { reference, leftMs: begun.leftMs };
}

const beginSql = `
  WITH intent AS (
    UPDATE batch b
       SET state = 'sending', attempts = $5, updated_at = now(),
           lease_until = clock_timestamp() + make_interval(secs => $3),
           next_attempt_at = coalesce($10::timestamptz, b.next_attempt_at),
           hold = CASE WHEN $10::timestamptz IS NULL THEN '' ELSE 'quiet_hours' END
      FROM campaign c
     WHERE b.id = $1 AND b.epoch = $2 AND b.state = 'claimed'
       AND b.lease_until > clock_timestamp()
       AND c.id = $7 AND c.status IN ('preparing', 'sending') AND ${maySendSql} AND ${inTimeSql}
       AND ${mayCallSql("$9", "$12")}
    RETURNING b.id, c.expires_at
  ), started AS (
    UPDATE campaign SET started_at = now() WHERE id = $7 AND started_at IS NULL AND EXISTS (SELECT 1 FROM intent)
  )
  INSERT INTO batch_attempt (client_reference, batch_id, number, epoch, recipients, is_per_recipient, started_at, called, parts)
  SELECT $4, id, $5, $2, $6, $8, clock_timestamp(), $11::int[], $13::smallint[] FROM intent
  RETURNING (SELECT departures FROM plan_limiter WHERE plan = $9) AS departures,
            (SELECT ${leftMsSql("expires_at")} FROM intent) AS "leftMs"`;

/**
 * Whether the call is for everybody of the batch who is or was to go: nobody is held, and no earlier attempt left some of them
 * unclear. Otherwise the attempt notes whom it is for, since what is proven of it is proven of them only.
 */
function isWhole(batch: ClaimedBatch, heldUntil: Date | null): boolean {
  return heldUntil === null && batch.attempts === 0;
}

/** Facts are never fenced: an answer that comes late is recorded even if the batch was given to somebody else. */
export async function recordOutcome(attempt: Attempt, outcome: CallOutcome): Promise<AfterAttempt> {
  const verdict = verdictOfCall(outcome, attempt.accepted.length, attempt.batch.attempts + 1);
  const { after } = verdict;
  const isCommon = after.state === "accepted" && isWhole(attempt.batch, attempt.heldUntil);
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
  const { batch, accepted, heldUntil } = attempt;
  const { after } = verdict;
  await inTransaction(async (tx) => {
    const locked = await lockBatch(tx, batch.id);
    await finishAttempt(tx, attempt, verdict);
    const called = seqsOf(accepted);
    const others = isWhole(batch, heldUntil) ? nobodyElse : await othersOf(tx, batch, called);
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

function finishAttempt(tx: Sql, attempt: Attempt, { after, kind }: Verdict) {
  const { reason, providerBatchId } = remarksOn(after);
  return tx.query(
    `UPDATE batch_attempt SET outcome = $2, provider_batch_id = $3, code = $4, reason = $5, finished_at = clock_timestamp()
      WHERE client_reference = $1 AND (outcome IS NULL OR outcome = 'unknown')`,
    [attempt.reference, kind, providerBatchId, "code" in after ? after.code : null, reason],
  );
}

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
