import "server-only";
import { pool, type Sql } from "../db/pool";
import { messageStatus } from "../messages/rules";
import { gateIsOpenSql, gateSql } from "./breaker";
import { inTimeSql, mayFollowSql, maySendSql } from "./control";
import type { Asking } from "./core/rhythm";
import { departuresOf, learnTime, type Plan, paceOf, reserveSql, type Slot, type Told } from "./pace";
import { claimLeaseSeconds } from "./rules";

/**
 * A claim is a lease on one batch. It says nothing to Sinch, so losing it loses nothing: a claimed batch whose lease
 * ran out is simply ready again (sweep.ts). The epoch rises with every claim; whoever holds an older one may still
 * report facts, but decide nothing.
 */
export type ClaimedBatch = {
  id: number;
  campaignId: number;
  number: number;
  epoch: number;
  attempts: number;
  firstSeq: number;
  lastSeq: number;
  firstSubscriberId: number;
  lastSubscriberId: number;
  recipients: number;
  body: string;
  ignoresQuietHours: boolean;
  /** Nothing of the campaign leaves later. */
  expiresAt: Date | null;
  /** How many calls in a row had ended unknown when it was claimed, see breaker.ts. */
  strikes: number;
};

/** A claim comes with the moment at which its batch may leave. */
export type Claim = ClaimedBatch & { slot: Slot };

const nothingKnown: Asking = { lead: 0, weightEach: 1, owed: 0 };

export async function claimBatch(campaignId: number, plan: Plan, asking = nothingKnown): Promise<Claim | null> {
  const askedAt = performance.now();
  const result = await pool().query<ClaimedBatch & Slot & Told>({
    name: "claim-batch",
    text: claimSql,
    values: [
      campaignId,
      claimLeaseSeconds,
      plan.id,
      paceOf(plan),
      asking.lead,
      asking.owed / paceOf(plan),
      asking.weightEach,
      JSON.stringify(departuresOf(plan).tell()),
    ],
  });
  const [row] = result.rows;
  if (!row) return null;
  learnTime(plan, row, askedAt);
  const { at, weight, departures: _, now: __, ...batch } = row;
  return { ...batch, slot: { at, weight } };
}

const claimSql = `
  WITH ${gateSql}, claimed AS (
    UPDATE batch b
       SET state = 'claimed', epoch = epoch + 1, hold = '', updated_at = now(),
           lease_until = clock_timestamp() + make_interval(secs => $2)
      FROM campaign c
     WHERE c.id = $1 AND c.status IN ('preparing', 'sending') AND ${maySendSql} AND ${inTimeSql}
       AND ${gateIsOpenSql}
       AND b.id = (SELECT id FROM batch
                    WHERE campaign_id = $1 AND state = 'ready' AND next_attempt_at <= clock_timestamp()
                      AND ${mayFollowSql("number")}
                    ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING b.id, b.campaign_id AS "campaignId", b.number, b.epoch, b.attempts, b.first_seq AS "firstSeq",
              b.last_seq AS "lastSeq", b.first_subscriber_id AS "firstSubscriberId",
              b.last_subscriber_id AS "lastSubscriberId", b.recipients, c.body,
              coalesce((c.guards->>'ignoresQuietHours')::bool, false) AS "ignoresQuietHours", c.expires_at AS "expiresAt"
  ), ${reserveSql}
  SELECT claimed.*, slot.* FROM claimed CROSS JOIN slot`;

/** Returns false when the claim was lost, the campaign no longer runs, or sending was stopped. */
export async function renewClaim(batch: ClaimedBatch): Promise<boolean> {
  const result = await pool().query(
    `UPDATE batch b SET lease_until = clock_timestamp() + make_interval(secs => $3)
       FROM campaign c
      WHERE b.id = $1 AND b.epoch = $2 AND b.state = 'claimed'
        AND c.id = b.campaign_id AND c.status IN ('preparing', 'sending') AND ${maySendSql}`,
    [batch.id, batch.epoch, claimLeaseSeconds],
  );
  return result.rowCount === 1;
}

/**
 * Gives a claim back untouched: the campaign was paused, or the worker is asked to stop. `heldUntil`: nobody in it may be
 * texted before.
 */
export async function releaseBatch(batch: ClaimedBatch, heldUntil: Date | null = null): Promise<void> {
  await pool().query(
    `UPDATE batch SET state = 'ready', lease_until = NULL, next_attempt_at = coalesce($3::timestamptz, next_attempt_at),
                      hold = CASE WHEN $3::timestamptz IS NULL THEN '' ELSE 'quiet_hours' END, updated_at = now()
      WHERE id = $1 AND epoch = $2 AND state = 'claimed'`,
    [batch.id, batch.epoch, heldUntil],
  );
}

export type Recipient = {
  seq: number;
  phone: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  attributes: Record<string, unknown> | null;
  currentPhone: string | null;
  country: string | null;
  timeZone: string | null;
  isConsenting: boolean;
  isSuppressed: boolean;
};

/**
 * The batch's people as they are now: suppression and consent are read again, right before the text is built. Those who are
 * `queued`, or those of whom nobody knows whether they were texted.
 */
export async function readRecipients(
  batch: ClaimedBatch,
  who: "queued" | "unclear" = "queued",
  sql: Sql = pool(),
): Promise<Recipient[]> {
  const { campaignId, firstSeq, lastSeq, firstSubscriberId, lastSubscriberId } = batch;
  const result = await sql.query<Recipient>({
    name: "read-recipients",
    text: recipientsSql,
    values: [campaignId, firstSeq, lastSeq, firstSubscriberId, lastSubscriberId, messageStatus[who]],
  });
  return result.rows;
}

// A batch is a range of people as well as of messages: both are read as ranges. The subselect keeps the planner from
// reading the whole suppression list for one batch.
const recipientsSql = `
  SELECT m.seq, m.phone, s.first_name AS "firstName", s.last_name AS "lastName", s.email, s.attributes,
         s.phone AS "currentPhone", s.country, s.time_zone AS "timeZone", s.consented_at IS NOT NULL AS "isConsenting",
         (SELECT true FROM suppression x WHERE x.phone = m.phone) IS NOT NULL AS "isSuppressed"
    FROM message m LEFT JOIN subscriber s ON s.id = m.subscriber_id AND s.id BETWEEN $4 AND $5
   WHERE m.campaign_id = $1 AND m.seq BETWEEN $2 AND $3 AND m.status = $6
   ORDER BY m.seq`;
