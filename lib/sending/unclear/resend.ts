import "server-only";
import { retryThroughOutage } from "../../db/outage";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { arrayOf, bool, double, instant, int, literalOf, nullable, smallint, text } from "../../db/types";
import { faultPoint } from "../../faults";
import { messageStatus } from "../../messages/rules";
import type { OutgoingBatch, SendOutcome } from "../../sinch";
import type { Composition } from "../batch/compose";
import { expiryOf } from "../batch/expiry";
import { partsBySeq } from "../batch/noted-parts";
import { weightOf } from "../batch/weight";
import type { Engine } from "../engine/engine";
import { callInTime, latestOf } from "../gate/call-in-time";
import { leftMsSql, maySendSql } from "../gate/may-send";
import { pausedForMs, releaseProbe, reportOutcomes } from "../rate/breaker";
import { type Reserved, reserveCall } from "../rate/pace";
import { untilItsTurn } from "../rate/slot";
import { batchReference, lastSecondsMs, sendLeaseSeconds } from "../rules";
import { callMs, type DueBatch, readUnclear } from "./due";
import { type Again, recordAgain } from "./record-again";
import { recordEachAgain } from "./resend-each";
import { tryAgainIn } from "./settle";

/**
 * Another attempt for the people of whom nobody knows: held back by Sinch (`holdMs`), or at once since a person said so
 * (null). As with every call the intent is committed first, with a reference of its own, and only by the worker that has the batch
 * right now; a crash after it leaves one more attempt to look for. People who may not be texted any more are left out.
 */

type Outgoing = NonNullable<Composition["outgoing"]>;

/** A turn further away is given up, and asked for anew. */
const longestWaitMs = 10_000;

export async function resend(batch: DueBatch, lookedAt: number, holdMs: number | null, engine: Engine): Promise<void> {
  const leavesAt = lookedAt + (holdMs ?? 0);
  const before = await readUnclear(batch, leavesAt, engine);
  const reserved = await reserveCall(engine.plan, weightOf(before.composition.accepted, engine.plan));
  if (reserved === null) return tryAgainIn(batch, Math.max(1_000, await pausedForMs(engine.plan)));
  await tryAgainIn(batch, longestWaitMs * 2);
  const isItsTurn = await waitFor(reserved, engine);
  const { composition } = await readUnclear(batch, leavesAt, engine);
  const outcomes = isItsTurn ? await call(batch, holdMs, composition, engine) : null;
  if (outcomes === null) await releaseProbe(engine.plan, reserved.strikes);
  else await reportOutcomes(outcomes, engine.plan, reserved.strikes);
}

async function waitFor({ slot }: Reserved, { plan }: Engine): Promise<boolean> {
  const patience = AbortSignal.timeout(longestWaitMs);
  await untilItsTurn(plan, slot, slot.weight, patience);
  return !patience.aborted;
}

/** Returns what Sinch said; null where there was no call. */
async function call(
  batch: DueBatch,
  holdMs: number | null,
  composition: Composition,
  engine: Engine,
): Promise<SendOutcome[] | null> {
  const { outgoing, accepted } = composition;
  if (outgoing === null) return null;
  const intentAt = performance.now();
  const begun = await begin(batch, { accepted, holdMs }, engine);
  if (begun === null) return null;
  faultPoint("unclear.afterIntent");
  const { leftMs, ...intent } = begun;
  const window = { intentAt, latestAt: latestOf(intentAt, leftMs) };
  return send({ batch: { ...batch, epoch: batch.epoch + 1 }, composition, ...intent }, outgoing, window, engine);
}

const stoppedBefore: SendOutcome = { kind: "not_sent", reason: "sending was stopped, or the worker stood still" };

/** When the call may begin, by `performance.now()`. */
type Window = { intentAt: number; latestAt: number };

async function send(
  again: Again,
  outgoing: Outgoing,
  { intentAt, latestAt }: Window,
  engine: Engine,
): Promise<SendOutcome[] | null> {
  const { transport, sender, callbackUrl } = engine;
  const leavesAt = again.sendAt ?? engine.now();
  const expiry = expiryOf(again.batch.expiresAt, leavesAt.getTime(), engine);
  const call: OutgoingBatch = { ...outgoing, ...expiry, clientReference: again.reference, from: sender, callbackUrl };
  if (transport.capabilities.outcomes === "recipient") {
    const each = await callInTime(intentAt, (stop) => transport.sendEach(call, { stop }), latestAt);
    faultPoint("unclear.afterPost");
    await retryThroughOutage(() => recordEachAgain(again, each ?? outgoing.to.map(() => ({ outcome: stoppedBefore }))));
    return each?.map(({ outcome }) => outcome) ?? null;
  }
  const held = {
    ...call,
    ...(again.sendAt && { sendAt: again.sendAt }),
    deliveryReport: "per_recipient_final" as const,
  };
  const signal = AbortSignal.timeout(callMs);
  const outcome = await callInTime(intentAt, (stop) => transport.sendBatch(held, { stop, signal }), latestAt);
  faultPoint("unclear.afterPost");
  await recordAgain(again, outcome ?? stoppedBefore, engine);
  return outcome && [outcome];
}

type Intent = { accepted: Composition["accepted"]; holdMs: number | null };

async function begin(batch: DueBatch, { accepted, holdMs }: Intent, engine: Engine) {
  const number = batch.attempts + 1;
  const reference = batchReference(batch.campaignId, batch.number, number, engine.installation);
  const isPerRecipient = engine.transport.capabilities.outcomes === "recipient";
  const seconds = holdMs === null ? null : holdMs / 1_000;
  const begun = await intend.first(pool(), {
    id: batch.id,
    epoch: batch.epoch,
    number,
    reference,
    recipients: accepted.length,
    isPerRecipient,
    called: accepted.map(({ seq }) => seq),
    seconds,
    parts: partsBySeq(accepted, batch.firstSeq),
  });
  return begun ? { reference, ...begun } : null;
}

// The lease of the look must still be valid: a worker that stood still since then knows nothing any more.
const intend = statement(
  {
    name: "begin-another-attempt",
    params: {
      id: int,
      epoch: int,
      number: int,
      reference: text,
      recipients: int,
      isPerRecipient: bool,
      called: arrayOf(int),
      seconds: nullable(double),
      parts: literalOf(arrayOf(smallint)),
    },
    row: { sendAt: nullable(instant), leftMs: nullable(double) },
  },
  ({ id, epoch, number, reference, recipients, isPerRecipient, called, seconds, parts }) => sql`
  WITH intent AS (
    UPDATE batch b
       SET attempts = ${number}, epoch = b.epoch + 1, decision = '', updated_at = now(),
           next_attempt_at = clock_timestamp() + make_interval(secs => ${sendLeaseSeconds})
      FROM campaign c
     WHERE b.id = ${id} AND b.epoch = ${epoch} AND b.attempts = ${number} - 1 AND b.state = 'unclear' AND b.next_attempt_at > clock_timestamp()
       AND c.id = b.campaign_id AND c.status IN ('preparing', 'sending', 'sent') AND ${maySendSql}
       AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp() + make_interval(secs => coalesce(${seconds}::float8, ${lastSecondsMs / 1_000})))
       -- Nobody in it became known meanwhile: a fact moves its people in the commit that writes it.
       AND NOT EXISTS (SELECT 1 FROM message m WHERE m.campaign_id = b.campaign_id AND m.seq = ANY (${called}::int[])
                          AND m.status <> ${messageStatus.unclear})
    RETURNING b.id, b.epoch, c.expires_at
  )
  INSERT INTO batch_attempt (client_reference, batch_id, number, epoch, recipients, is_per_recipient, called, parts, started_at,
                             send_at)
  SELECT ${reference}, id, ${number}, epoch, ${recipients}, ${isPerRecipient}, ${called}::int[], ${parts}::smallint[], clock_timestamp(),
         clock_timestamp() + make_interval(secs => ${seconds}::float8)
    FROM intent
  RETURNING send_at AS "sendAt", (SELECT ${leftMsSql(sql`expires_at`)} FROM intent) AS "leftMs"`,
);
