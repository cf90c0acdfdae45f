import "server-only";
import { pool } from "../../db/pool";
import type { ClaimedBatch } from "../batch/recipients";
import type { Asking } from "../core/rhythm";
import { inTimeSql, mayFollowSql, maySendSql } from "../gate/may-send";
import { gateIsOpenSql, gateSql } from "../rate/breaker";
import { departuresOf, learnTime, type Plan, paceOf, reserveSql, type Slot, type Told } from "../rate/pace";
import { claimLeaseSeconds } from "../rules";

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
