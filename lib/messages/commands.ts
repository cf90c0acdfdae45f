import "server-only";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { arrayOf, int } from "../db/types";
import { faultPoint } from "../faults";
import { exceptionalStatuses, messageStatus } from "./rules";

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
  const seqs = moves.map((move) => move.seq);
  const [lowest, highest] = boundsOf(seqs);
  const result = await tx.query<{ moved: number }>(moveSql, [
    moves.map((move) => move.campaignId),
    seqs,
    moves.map((move) => move.status),
    moves.map((move) => move.code),
    moves.map((move) => move.parts),
    exceptionalStatuses,
    source === "report",
    lowest,
    highest,
    [...new Set(moves.map((move) => move.campaignId))],
  ]);
  faultPoint("messages.afterMove");
  return result.rows[0]?.moved ?? 0;
}

function boundsOf(seqs: readonly number[]): [number, number] {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (const seq of seqs) {
    if (seq < lowest) lowest = seq;
    if (seq > highest) highest = seq;
  }
  return [lowest, highest];
}

// `climbs` is mayBecome() of rules.ts as SQL: 36 is unknown, 40 skipped, 30 and above final. The bounds $8 to $10
// say nothing new; with them the planner reads a batch's rows as the one range they are, instead of the table.
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
     WHERE m.seq BETWEEN $8 AND $9 AND m.campaign_id = ANY ($10::int[])
  ), changed AS (
    UPDATE message m
       SET status = CASE WHEN b.climbs THEN b.to_status ELSE m.status END,
           code = CASE WHEN b.climbs THEN b.to_code ELSE m.code END,
           parts = b.to_parts,
           updated_at = now()
      FROM before b
     WHERE m.campaign_id = b.campaign_id AND m.seq = b.seq AND (b.climbs OR b.to_parts <> b.parts)
       AND m.seq BETWEEN $8 AND $9 AND m.campaign_id = ANY ($10::int[])
    RETURNING m.campaign_id, m.seq, m.status, m.code, m.parts,
              b.status AS from_status, b.code AS from_code, b.parts AS from_parts
  ), steps AS MATERIALIZED (
    SELECT campaign_id, from_status, from_code, status, code,
           count(*)::int AS messages, sum(from_parts)::int AS from_parts, sum(parts)::int AS parts
      FROM changed GROUP BY campaign_id, from_status, from_code, status, code
  ), counted AS (
    INSERT INTO campaign_counter AS c (campaign_id, status, code, messages, parts)
    SELECT campaign_id, status, code, sum(messages), sum(parts)
      FROM (SELECT campaign_id, from_status AS status, from_code AS code, -messages AS messages, -from_parts AS parts FROM steps
            UNION ALL
            SELECT campaign_id, status, code, messages, parts FROM steps) AS sides
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
    SELECT date_bin('15 minutes', now(), 'epoch'), metric, sum(messages)::int
      FROM steps
      CROSS JOIN LATERAL (VALUES
        ('accepted', from_status < 10 AND ($7 OR status = 10)),
        ('delivered', status = 30 AND from_status <> 30),
        ('failed', status BETWEEN 31 AND 34 AND from_status < 30)) AS v (metric, happened)
     WHERE happened
     GROUP BY metric
     ORDER BY metric
    ON CONFLICT (starts_at, metric) DO UPDATE SET total = a.total + excluded.total
  )
  SELECT coalesce(sum(messages) FILTER (WHERE status <> from_status), 0)::int AS moved FROM steps`;

/**
 * The same for the commonest case, as parts of a larger statement: everybody of one batch who is still queued becomes
 * sent. $1 to $3 are the campaign and the batch's first and last seq, $4 the parts of each seq of that range, 0 where
 * nothing was sent. The statement locks the batch in \`mine\`, which has one row if it may go on. A row that somebody
 * moved before that lock is found changed and is left alone: then \`moved\` is short, and moveMessages() has to follow.
 */
export const sentInRangeSql = `
  changed AS (
    UPDATE message
       SET status = ${messageStatus.sent}, parts = ($4::smallint[])[seq - $2 + 1], updated_at = now()
     WHERE (SELECT count(*) FROM mine) = 1
       AND campaign_id = $1 AND seq BETWEEN $2 AND $3
       AND status = ${messageStatus.queued} AND code = 0 AND parts = 0 AND ($4::smallint[])[seq - $2 + 1] > 0
    RETURNING parts
  ), moved AS MATERIALIZED (
    SELECT count(*)::int AS messages, coalesce(sum(parts), 0)::int AS parts FROM changed
  ), counted AS (
    INSERT INTO campaign_counter AS c (campaign_id, status, code, messages, parts)
    SELECT $1, side.status, 0, side.messages, side.parts
      FROM moved CROSS JOIN LATERAL (VALUES
        (${messageStatus.queued}, -moved.messages, 0),
        (${messageStatus.sent}, moved.messages, moved.parts)) AS side (status, messages, parts)
     WHERE moved.messages > 0
     ORDER BY side.status
    ON CONFLICT (campaign_id, status, code)
    DO UPDATE SET messages = c.messages + excluded.messages, parts = c.parts + excluded.parts
  ), activity AS (
    INSERT INTO activity_counter AS a (starts_at, metric, total)
    SELECT date_bin('15 minutes', now(), 'epoch'), 'accepted', messages FROM moved WHERE messages > 0
    ON CONFLICT (starts_at, metric) DO UPDATE SET total = a.total + excluded.total
  )`;

/** Locks batches in the order everybody uses, before their messages are moved. */
export async function lockBatches(tx: Sql, batchIds: readonly number[]): Promise<void> {
  await lock.run(tx, { batchIds });
}

const lock = statement(
  { name: "lock-batches", params: { batchIds: arrayOf(int) } },
  ({ batchIds }) => sql`SELECT FROM batch WHERE id = ANY (${batchIds}) ORDER BY id FOR UPDATE`,
);
