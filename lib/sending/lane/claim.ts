import "server-only";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { type RowOf, statement } from "../../db/statement";
import { double, instant, int, json, known, nullable, text } from "../../db/types";
import { batchColumns, batchColumnsSql } from "../batch/columns";
import type { SlotRequest } from "../core/rhythm";
import { inTimeSql, mayFollowSql, maySendSql } from "../gate/may-send";
import { gateIsOpenSql, gateSql } from "../rate/breaker";
import type { Departure } from "../rate/departures";
import { type DepartureSlot, departuresOf, learnTime, type Plan, paceOf, reserveSql, slotColumns } from "../rate/pace";
import { claimLeaseSeconds } from "../rules";

const claim = statement(
  {
    name: "claim-batch",
    prepared: true,
    params: {
      campaignId: int,
      plan: text,
      pace: double,
      lead: double,
      owed: double,
      weightEach: double,
      late: json<readonly Departure[]>(),
    },
    row: { ...batchColumns, ...slotColumns, weight: known(double, "reserved with the row") },
  },
  ({ campaignId, plan, ...reservation }) => sql`
  WITH ${gateSql(plan)}, claimed AS (
    UPDATE batch b
       SET state = 'claimed', epoch = epoch + 1, wait_reason = '', updated_at = now(),
           lease_until = clock_timestamp() + make_interval(secs => ${claimLeaseSeconds})
      FROM campaign c
     WHERE c.id = ${campaignId} AND c.status IN ('preparing', 'sending') AND ${maySendSql} AND ${inTimeSql}
       AND ${gateIsOpenSql}
       AND b.id = (SELECT id FROM batch
                    WHERE campaign_id = ${campaignId} AND state = 'ready' AND next_attempt_at <= clock_timestamp()
                      AND ${mayFollowSql(sql`number`)}
                    ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING ${batchColumnsSql}
  ), ${reserveSql({ plan, ...reservation })}
  SELECT claimed.*, slot.* FROM claimed CROSS JOIN slot`,
);

/**
 * A claim is a lease on one batch. It says nothing to Sinch, so losing it loses nothing: a claimed batch whose lease
 * ran out is simply ready again (sweep.ts). The epoch rises with every claim; whoever holds an older one may still
 * report facts, but decide nothing. `strikes`: how many calls in a row had ended unknown when it was claimed, see breaker.ts.
 */
export type ClaimedBatch = Omit<RowOf<typeof claim>, "at" | "weight" | "departures" | "now">;

/** A claim comes with the moment at which its batch may leave. */
export type Claim = ClaimedBatch & { slot: DepartureSlot };

const nothingKnown: SlotRequest = { lead: 0, weightEach: 1, owed: 0 };

export async function claimBatch(campaignId: number, plan: Plan, request = nothingKnown): Promise<Claim | null> {
  const askedAt = performance.now();
  const { lead, weightEach } = request;
  const pace = paceOf(plan);
  const late = departuresOf(plan).tell();
  const asked = { campaignId, plan: plan.id, pace, lead, weightEach, owed: request.owed / pace, late };
  const row = await claim.first(pool(), asked);
  if (!row) return null;
  learnTime(plan, row, askedAt);
  const { at, weight, departures: _, now: __, ...batch } = row;
  return { ...batch, slot: { at, weight } };
}

/** Returns false when the claim was lost, the campaign no longer runs, or sending was stopped. */
export async function renewClaim({ id, epoch }: ClaimedBatch): Promise<boolean> {
  return (await renew.run(pool(), { id, epoch })) === 1;
}

const renew = statement(
  { name: "renew-claim", params: { id: int, epoch: int } },
  ({ id, epoch }) => sql`
    UPDATE batch b SET lease_until = clock_timestamp() + make_interval(secs => ${claimLeaseSeconds})
      FROM campaign c
     WHERE b.id = ${id} AND b.epoch = ${epoch} AND b.state = 'claimed'
       AND c.id = b.campaign_id AND c.status IN ('preparing', 'sending') AND ${maySendSql}`,
);

/**
 * Gives a claim back untouched: the campaign was paused, or the worker is asked to stop. `waitUntil`: nobody in it may be
 * texted before.
 */
export async function releaseBatch({ id, epoch }: ClaimedBatch, waitUntil: Date | null = null): Promise<void> {
  await release.run(pool(), { id, epoch, waitUntil });
}

const release = statement(
  { name: "release-batch", params: { id: int, epoch: int, waitUntil: nullable(instant) } },
  ({ id, epoch, waitUntil }) => sql`
    UPDATE batch SET state = 'ready', lease_until = NULL, next_attempt_at = coalesce(${waitUntil}::timestamptz, next_attempt_at),
                     wait_reason = CASE WHEN ${waitUntil}::timestamptz IS NULL THEN '' ELSE 'quiet_hours' END, updated_at = now()
     WHERE id = ${id} AND epoch = ${epoch} AND state = 'claimed'`,
);
