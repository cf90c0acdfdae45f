import "server-only";
import type { Sql } from "../db/pool";
import { faultPoint } from "../faults";
import { exceptionalStatuses } from "./rules";

/**
 * The only writer of message states. It moves messages up their ladder and, in the same statement, changes the
 * counters, the list of exceptions and the activity chart, so that these always agree with the rows.
 *
 * The caller holds the row locks of the batches concerned (see lockBatches), so that nobody moves the same messages
 * at the same time. Safe to call twice: a message that does not climb is left alone and counted nowhere.
 */
export type MessageMove = {
  campaignId: number;
  seq: number;
  status: number;
  code: number;
  /** Billed parts of this text; null leaves what is there. */
  parts: number | null;
};

export type MoveSource =
  /** We moved it ourselves: only `sent` says that Sinch accepted it. */
  | "engine"
  /** A delivery report: whatever it says, Sinch had accepted the message. */
  | "report";

/** Returns how many messages changed their state. */
export async function moveMessages(tx: Sql, moves: readonly MessageMove[], source: MoveSource): Promise<number> {
  if (moves.length === 0) return 0;
  const result = await tx.query<{ moved: number }>(moveSql, [
    moves.map((move) => move.campaignId),
    moves.map((move) => move.seq),
    moves.map((move) => move.status),
    moves.map((move) => move.code),
    moves.map((move) => move.parts),
    exceptionalStatuses,
    source === "report",
  ]);
  faultPoint("messages.afterMove");
  return result.rows[0]?.moved ?? 0;
}

// `climbs` is mayBecome() of rules.ts as SQL: 36 is unknown, 40 skipped, 30 and above final.
const moveSql = `
  WITH incoming AS (
    SELECT * FROM unnest($1::int[], $2::int[], $3::smallint[], $4::smallint[], $5::smallint[])
      AS i (campaign_id, seq, status, code, parts)
  ), before AS MATERIALIZED (
    SELECT m.campaign_id, m.seq, m.status, m.code, m.parts,
           i.status AS to_status, i.code AS to_code, coalesce(i.parts, m.parts) AS to_parts,
           CASE WHEN m.status = 40 OR (i.status = 40 AND m.status <> 0) THEN false
                WHEN m.status = 36 THEN i.status >= 30 AND i.status <> 36
                ELSE m.status < 30 AND i.status > m.status END AS climbs
      FROM incoming i JOIN message m USING (campaign_id, seq)
  ), changed AS (
    UPDATE message m
       SET status = CASE WHEN b.climbs THEN b.to_status ELSE m.status END,
           code = CASE WHEN b.climbs THEN b.to_code ELSE m.code END,
           parts = b.to_parts,
           updated_at = now()
      FROM before b
     WHERE m.campaign_id = b.campaign_id AND m.seq = b.seq AND (b.climbs OR b.to_parts <> b.parts)
    RETURNING m.campaign_id, m.seq, m.status, m.code, m.parts,
              b.status AS from_status, b.code AS from_code, b.parts AS from_parts
  ), counted AS (
    INSERT INTO campaign_counter AS c (campaign_id, status, code, messages, parts)
    SELECT campaign_id, status, code, sum(messages), sum(parts)
      FROM (SELECT campaign_id, from_status AS status, from_code AS code, -1 AS messages, -from_parts AS parts FROM changed
            UNION ALL
            SELECT campaign_id, status, code, 1, parts FROM changed) AS sides
     GROUP BY campaign_id, status, code
    HAVING sum(messages) <> 0 OR sum(parts) <> 0
     ORDER BY campaign_id, status, code
    ON CONFLICT (campaign_id, status, code)
    DO UPDATE SET messages = c.messages + excluded.messages, parts = c.parts + excluded.parts
  ), forgotten AS (
    DELETE FROM message_exception e USING changed c
     WHERE c.from_status = ANY ($6::smallint[]) AND c.status <> c.from_status
       AND e.campaign_id = c.campaign_id AND e.status = c.from_status AND e.seq = c.seq
  ), listed AS (
    INSERT INTO message_exception (campaign_id, status, seq)
    SELECT campaign_id, status, seq FROM changed WHERE status = ANY ($6::smallint[]) AND status <> from_status
    ON CONFLICT DO NOTHING
  ), activity AS (
    INSERT INTO activity_counter AS a (starts_at, metric, total)
    SELECT date_bin('15 minutes', now(), 'epoch'), metric, count(*)::int
      FROM changed
      CROSS JOIN LATERAL (VALUES
        ('accepted', from_status < 10 AND ($7 OR status = 10)),
        ('delivered', status = 30 AND from_status <> 30),
        ('failed', status BETWEEN 31 AND 34 AND from_status < 30)) AS v (metric, happened)
     WHERE happened
     GROUP BY metric
     ORDER BY metric
    ON CONFLICT (starts_at, metric) DO UPDATE SET total = a.total + excluded.total
  )
  SELECT count(*) FILTER (WHERE status <> from_status)::int AS moved FROM changed`;

/** Locks batches in the order everybody uses, before their messages are moved. */
export async function lockBatches(tx: Sql, batchIds: readonly number[]): Promise<void> {
  await tx.query("SELECT 1 FROM batch WHERE id = ANY ($1::int[]) ORDER BY id FOR UPDATE", [batchIds]);
}
