import "server-only";
import { pool } from "../../db/pool";
import { type Fragment, sql } from "../../db/sql";
import { type RowOf, statement } from "../../db/statement";
import { bool, double, int, json, known, nullable, oneOf } from "../../db/types";
import { batchColumns, batchColumnsSql } from "../batch/columns";
import { compose } from "../batch/compose";
import { nobodyWaits, quietHoursAt } from "../batch/quiet-hours";
import { type Recipient, readRecipients } from "../batch/recipients";
import type { AttemptFact, UnclearBatch } from "../core/unclear";
import { decisions, leaves } from "../core/unclear";
import type { Engine } from "../engine/engine";
import { maySendSql } from "../gate/may-send";

/** Longer than a look and a call that Sinch does not answer, see `callMs`. */
export const leaseSeconds = 20;

/** A call that only asks or takes back is not waited for any longer: another batch's last moments may be passing. */
export const callMs = 8_000;

export function claimDue(): Promise<DueBatch | null> {
  return claim.first(pool());
}

const claim = statement(
  { name: "claim-due-batch", row: { ...batchColumns, decision: oneOf(decisions) } },
  () => sql`
  UPDATE batch b
     SET epoch = b.epoch + 1, next_attempt_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    FROM campaign c
   WHERE c.id = b.campaign_id
     AND b.id = (SELECT id FROM batch WHERE state IN ('unclear', 'holding') AND next_attempt_at <= clock_timestamp()
                  ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING ${batchColumnsSql}, b.decision`,
);

/**
 * Unclear and held batches whose time has come, taken by one worker at a time. The next time is written before anything is
 * done: a crash costs one lease, and a worker that comes too late finds another epoch.
 */
export type DueBatch = RowOf<typeof claim>;

/** Held attempts are taken back at once when nothing may leave any more, not only when their time comes. */
export async function expediteHeld(): Promise<void> {
  await expedite.run(pool());
}

const expedite = statement(
  { name: "expedite-held-batches" },
  () => sql`
    UPDATE batch b SET next_attempt_at = clock_timestamp()
      FROM campaign c
     WHERE b.state = 'holding' AND b.next_attempt_at > clock_timestamp() + make_interval(secs => ${leaseSeconds})
       AND c.id = b.campaign_id AND (c.status IN ('paused', 'canceled') OR NOT (${maySendSql}))`,
);

type AttemptRow = {
  reference: string;
  number: number;
  startedAt: number;
  sendAt: number | null;
  outcome: string | null;
  isPerRecipient: boolean;
  isWithdrawing: boolean;
  isWithdrawn: boolean;
  providerBatchId: string | null;
  /** Seqs of those in it; empty for everybody of the batch. */
  called: number[];
};

/** Null when somebody else has the batch by now, or it is settled. */
export function readRows({ id, epoch }: DueBatch): Promise<DueRows | null> {
  return read.first(pool(), { id, epoch });
}

const ms = (instant: Fragment) => sql`(extract(epoch FROM ${instant}) * 1000)::float8`;

const read = statement(
  {
    name: "due-batch",
    params: { id: int, epoch: int },
    row: {
      now: known(double, "a clock"),
      isHolding: known(bool, "a comparison of what is never null"),
      decision: oneOf(decisions),
      expiresAt: nullable(double),
      leave: known(oneOf(leaves), "a CASE of words"),
      attempts: known(json<AttemptRow[]>(), "an unclear batch has an attempt"),
    },
  },
  ({ id, epoch }) => sql`
  SELECT ${ms(sql`clock_timestamp()`)} AS now, b.state = 'holding' AS "isHolding", b.decision,
         ${ms(sql`c.expires_at`)} AS "expiresAt",
         CASE WHEN c.status IN ('canceled', 'failed') THEN 'canceled'
              WHEN NOT (${maySendSql}) THEN 'stopped'
              WHEN c.status = 'paused' THEN 'paused' ELSE 'open' END AS leave,
         (SELECT jsonb_agg(jsonb_build_object(
                   'reference', a.client_reference, 'number', a.number, 'outcome', a.outcome,
                   'startedAt', ${ms(sql`a.started_at`)}, 'sendAt', ${ms(sql`a.send_at`)},
                   'isPerRecipient', a.is_per_recipient, 'isWithdrawing', a.withdrawing_at IS NOT NULL,
                   'isWithdrawn', a.withdrawn_at IS NOT NULL, 'providerBatchId', a.provider_batch_id,
                   'called', a.called) ORDER BY a.number)
            FROM batch_attempt a WHERE a.batch_id = b.id) AS attempts
    FROM batch b JOIN campaign c ON c.id = b.campaign_id
   WHERE b.id = ${id} AND b.epoch = ${epoch} AND b.state IN ('unclear', 'holding')`,
);

/** The rows as they are right now, with the database's time. */
export type DueRows = RowOf<typeof read>;

/** Whether Sinch may have it, as far as the rows say. */
export function stateOf({ outcome, isPerRecipient, isWithdrawn }: AttemptRow): AttemptFact["state"] {
  if (isWithdrawn) return "withdrawn";
  if (outcome === null || outcome === "unknown") return "open";
  // One call each: what was accepted is written at the messages.
  return outcome === "accepted" && !isPerRecipient ? "accepted" : "refused";
}

/** The people of whom nobody knows, as they are now, and the text they would get if it left at `leavesAt`. */
export async function readUnclear(batch: DueBatch, leavesAt: number, { hasQuietHours }: Engine) {
  const recipients = await readRecipients(batch, "unclear");
  const allowedFrom = hasQuietHours && !batch.ignoresQuietHours ? quietHoursAt(new Date(leavesAt)) : nobodyWaits;
  return { recipients, composition: compose(batch, recipients, allowedFrom) };
}

type People = { recipients: readonly Recipient[]; composition: ReturnType<typeof compose> };
export type Listing = ReadonlyMap<string, AttemptFact["listing"]>;

/** `listing` is null when Sinch did not answer. */
export function factsOf(
  rows: DueRows,
  people: People,
  listing: Listing | null,
  resend: UnclearBatch["resend"],
): UnclearBatch {
  return {
    attempts: rows.attempts.map((row) => attemptOf(row, people, listing?.get(row.reference) ?? "absent")),
    isFresh: listing !== null,
    leave: rows.leave,
    resend,
    decision: rows.decision,
    unclear: people.recipients.length,
    eligible: people.composition.accepted.length,
    notBefore: notBefore(people, rows.now),
    expiresAt: rows.expiresAt,
  };
}

/** Looked at again a little before; the time may pass while Sinch holds the attempt. */
function notBefore({ composition }: People, now: number): number | null {
  if (composition.accepted.length > 0 || composition.waitUntil === null) return null;
  return Math.max(now + longestNapMs, composition.waitUntil.getTime() - longestNapMs);
}

const longestNapMs = 15 * 60_000;

function attemptOf(row: AttemptRow, { recipients, composition }: People, listing: AttemptFact["listing"]): AttemptFact {
  const { number, startedAt, sendAt, isWithdrawing } = row;
  const called = new Set(row.called);
  const isIn = ({ seq }: { seq: number }) => called.size === 0 || called.has(seq);
  const unclear = recipients.filter(isIn).length;
  return {
    number,
    startedAt,
    sendAt,
    state: stateOf(row),
    listing,
    isWithdrawing,
    unclear,
    // Everybody in another try was unclear when it was made: who no longer is was proven by another attempt.
    isProvenElsewhere: called.size > unclear,
    hasLeavers: composition.skipped.some(isIn),
  };
}
