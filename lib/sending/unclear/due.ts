import "server-only";
import { pool } from "../../db/pool";
import { compose } from "../batch/compose";
import { nobodyWaits, quietHoursAt } from "../batch/quiet-hours";
import { type ClaimedBatch, type Recipient, readRecipients } from "../batch/recipients";
import type { AttemptFact, UnknownBatch } from "../core/unclear";
import type { Engine } from "../engine/engine";
import { maySendSql } from "../gate/may-send";

/**
 * Unknown and held batches whose time has come, taken by one worker at a time. The next time is written before anything is
 * done: a crash costs one lease, and whoever comes too late finds another epoch.
 */
export type DueBatch = ClaimedBatch & { decision: UnknownBatch["decision"] };

/** Longer than a look and a call that Sinch does not answer, see `callMs`. */
export const leaseSeconds = 20;

/** A call that only asks or takes back is not waited for any longer: another batch's last moments may be passing. */
export const callMs = 8_000;

export async function takeDue(): Promise<DueBatch | null> {
  const result = await pool().query<DueBatch>(takeSql);
  return result.rows[0] ?? null;
}

const takeSql = `
  UPDATE batch b
     SET epoch = b.epoch + 1, next_attempt_at = clock_timestamp() + interval '${leaseSeconds} seconds'
    FROM campaign c
   WHERE c.id = b.campaign_id
     AND b.id = (SELECT id FROM batch WHERE state IN ('unknown', 'holding') AND next_attempt_at <= clock_timestamp()
                  ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING b.id, b.campaign_id AS "campaignId", b.number, b.epoch, b.attempts, b.first_seq AS "firstSeq",
            b.last_seq AS "lastSeq", b.first_subscriber_id AS "firstSubscriberId",
            b.last_subscriber_id AS "lastSubscriberId", b.recipients, b.decision, c.body,
            coalesce((c.guards->>'ignoresQuietHours')::bool, false) AS "ignoresQuietHours", c.expires_at AS "expiresAt"`;

/** What is held is taken back at once when nothing may leave any more, not only when its time comes. */
export async function hurryHeld(): Promise<void> {
  await pool().query(
    `UPDATE batch b SET next_attempt_at = clock_timestamp()
       FROM campaign c
      WHERE b.state = 'holding' AND b.next_attempt_at > clock_timestamp() + interval '${leaseSeconds} seconds'
        AND c.id = b.campaign_id AND (c.status IN ('paused', 'canceled', 'failed') OR NOT (${maySendSql}))`,
  );
}

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

/** What stands in the rows right now, the database's time with it. */
export type DueRows = {
  now: number;
  isHolding: boolean;
  decision: UnknownBatch["decision"];
  leave: UnknownBatch["leave"];
  expiresAt: number | null;
  attempts: AttemptRow[];
};

const ms = (instant: string) => `(extract(epoch FROM ${instant}) * 1000)::float8`;

/** Null when somebody else has the batch by now, or it is settled. */
export async function readRows(batch: DueBatch): Promise<DueRows | null> {
  const result = await pool().query<DueRows>(rowsSql, [batch.id, batch.epoch]);
  return result.rows[0] ?? null;
}

const rowsSql = `
  SELECT ${ms("clock_timestamp()")} AS now, b.state = 'holding' AS "isHolding", b.decision, ${ms("c.expires_at")} AS "expiresAt",
         CASE WHEN c.status IN ('canceled', 'failed') THEN 'canceled'
              WHEN NOT (${maySendSql}) THEN 'stopped'
              WHEN c.status = 'paused' THEN 'paused' ELSE 'open' END AS leave,
         (SELECT json_agg(json_build_object(
                   'reference', a.client_reference, 'number', a.number, 'outcome', a.outcome,
                   'startedAt', ${ms("a.started_at")}, 'sendAt', ${ms("a.send_at")},
                   'isPerRecipient', a.is_per_recipient, 'isWithdrawing', a.withdrawing_at IS NOT NULL,
                   'isWithdrawn', a.withdrawn_at IS NOT NULL, 'providerBatchId', a.provider_batch_id,
                   'called', a.called) ORDER BY a.number)
            FROM batch_attempt a WHERE a.batch_id = b.id) AS attempts
    FROM batch b JOIN campaign c ON c.id = b.campaign_id
   WHERE b.id = $1 AND b.epoch = $2 AND b.state IN ('unknown', 'holding')`;

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
  const hold = hasQuietHours && !batch.ignoresQuietHours ? quietHoursAt(new Date(leavesAt)) : nobodyWaits;
  return { recipients, composition: compose(batch, recipients, hold) };
}

type People = { recipients: readonly Recipient[]; composition: ReturnType<typeof compose> };
export type Listing = ReadonlyMap<string, AttemptFact["listing"]>;

/** `listing` is null when Sinch did not answer. */
export function factsOf(
  rows: DueRows,
  people: People,
  listing: Listing | null,
  resend: UnknownBatch["resend"],
): UnknownBatch {
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

/** Looked at again a little before; a hold of the attempt may fill the time. */
function notBefore({ composition }: People, now: number): number | null {
  if (composition.accepted.length > 0 || composition.heldUntil === null) return null;
  return Math.max(now + longestNapMs, composition.heldUntil.getTime() - longestNapMs);
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
