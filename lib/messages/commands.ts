import "server-only";
import type { Sql } from "../db/pool";
import { type Fragment, sql } from "../db/sql";
import { statement } from "../db/statement";
import { arrayOf, bool, int, known, nullable, type Slot, smallint } from "../db/types";
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
  const { moved } = await move.one(tx, {
    campaignIds: moves.map((each) => each.campaignId),
    seqs,
    statuses: moves.map((each) => each.status),
    codes: moves.map((each) => each.code),
    parts: moves.map((each) => each.parts),
    isReport: source === "report",
    lowest,
    highest,
    campaigns: [...new Set(moves.map((each) => each.campaignId))],
  });
  faultPoint("messages.afterMove");
  return moved;
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

const { queued, sent, delivered, failed, aborted, unknown, skipped } = messageStatus;

// `climbs` is mayBecome() of rules.ts as SQL; `delivered` is the first of the final states. The bounds say nothing new; with
// them the planner reads a batch's rows as the one range they are, instead of the table.
const move = statement(
  {
    name: "move-messages",
    params: {
      campaignIds: arrayOf(int),
      seqs: arrayOf(int),
      statuses: arrayOf(smallint),
      codes: arrayOf(smallint),
      parts: arrayOf(nullable(smallint)),
      isReport: bool,
      lowest: int,
      highest: int,
      campaigns: arrayOf(int),
    },
    row: { moved: known(int, "coalesce") },
  },
  ({ campaignIds, seqs, statuses, codes, parts, isReport, lowest, highest, campaigns }) => sql`
  WITH incoming AS (
    SELECT * FROM unnest(${campaignIds}::int[], ${seqs}::int[], ${statuses}::smallint[], ${codes}::smallint[], ${parts}::smallint[])
      AS i (campaign_id, seq, status, code, parts)
  ), before AS MATERIALIZED (
    SELECT m.campaign_id, m.seq, m.status, m.code, m.parts,
           i.status AS to_status, i.code AS to_code, coalesce(i.parts, m.parts) AS to_parts,
           CASE WHEN m.status = ${skipped} OR (i.status = ${skipped} AND m.status <> ${queued}) THEN false
                WHEN m.status = ${unknown} THEN i.status >= ${delivered} AND i.status <> ${unknown}
                ELSE m.status < ${delivered} AND i.status > m.status END AS climbs
      FROM incoming i JOIN message m USING (campaign_id, seq)
     WHERE m.seq BETWEEN ${lowest} AND ${highest} AND m.campaign_id = ANY (${campaigns}::int[])
  ), changed AS (
    UPDATE message m
       SET status = CASE WHEN b.climbs THEN b.to_status ELSE m.status END,
           code = CASE WHEN b.climbs THEN b.to_code ELSE m.code END,
           parts = b.to_parts,
           updated_at = now()
      FROM before b
     WHERE m.campaign_id = b.campaign_id AND m.seq = b.seq AND (b.climbs OR b.to_parts <> b.parts)
       AND m.seq BETWEEN ${lowest} AND ${highest} AND m.campaign_id = ANY (${campaigns}::int[])
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
     WHERE c.from_status IN (${exceptionalStatuses}) AND c.status <> c.from_status
       AND e.campaign_id = c.campaign_id AND e.status = c.from_status AND e.seq = c.seq
  ), listed AS (
    INSERT INTO message_exception (campaign_id, status, seq)
    SELECT campaign_id, status, seq FROM changed WHERE status IN (${exceptionalStatuses}) AND status <> from_status
    ON CONFLICT DO NOTHING
  ), activity AS (
    INSERT INTO activity_counter AS a (starts_at, metric, total)
    SELECT date_bin('15 minutes', now(), 'epoch'), metric, sum(messages)::int
      FROM steps
      CROSS JOIN LATERAL (VALUES
        ('accepted', from_status < ${sent} AND (${isReport} OR status = ${sent})),
        ('delivered', status = ${delivered} AND from_status <> ${delivered}),
        ('failed', status BETWEEN ${failed} AND ${aborted} AND from_status < ${delivered})) AS v (metric, happened)
     WHERE happened
     GROUP BY metric
     ORDER BY metric
    ON CONFLICT (starts_at, metric) DO UPDATE SET total = a.total + excluded.total
  )
  SELECT coalesce(sum(messages) FILTER (WHERE status <> from_status), 0)::int AS moved FROM steps`,
);

/**
 * The same for the commonest case, as parts of a larger statement: everybody of one batch who is still queued becomes
 * sent. The statement locks the batch in \`mine\`, which has one row if it may go on. A row that somebody
 * moved before that lock is found changed and is left alone: then \`moved\` is short, and moveMessages() has to follow.
 */
export function sentInRangeSql({ campaignId, firstSeq, lastSeq, parts }: SentRange): Fragment {
  return sql`
  changed AS (
    UPDATE message
       SET status = ${sent}, parts = (${parts}::smallint[])[seq - ${firstSeq} + 1], updated_at = now()
     WHERE (SELECT count(*) FROM mine) = 1
       AND campaign_id = ${campaignId} AND seq BETWEEN ${firstSeq} AND ${lastSeq}
       AND status = ${queued} AND code = 0 AND parts = 0 AND (${parts}::smallint[])[seq - ${firstSeq} + 1] > 0
    RETURNING parts
  ), moved AS MATERIALIZED (
    SELECT count(*)::int AS messages, coalesce(sum(parts), 0)::int AS parts FROM changed
  ), counted AS (
    INSERT INTO campaign_counter AS c (campaign_id, status, code, messages, parts)
    SELECT ${campaignId}, side.status, 0, side.messages, side.parts
      FROM moved CROSS JOIN LATERAL (VALUES
        (${queued}, -moved.messages, 0),
        (${sent}, moved.messages, moved.parts)) AS side (status, messages, parts)
     WHERE moved.messages > 0
     ORDER BY side.status
    ON CONFLICT (campaign_id, status, code)
    DO UPDATE SET messages = c.messages + excluded.messages, parts = c.parts + excluded.parts
  ), activity AS (
    INSERT INTO activity_counter AS a (starts_at, metric, total)
    SELECT date_bin('15 minutes', now(), 'epoch'), 'accepted', messages FROM moved WHERE messages > 0
    ON CONFLICT (starts_at, metric) DO UPDATE SET total = a.total + excluded.total
  )`;
}

/** `parts` of each seq of the range, 0 where nothing was sent. */
type SentRange = { campaignId: Slot; firstSeq: Slot; lastSeq: Slot; parts: Slot };

/** Locks batches in the order everybody uses, before their messages are moved. */
export async function lockBatches(tx: Sql, batchIds: readonly number[]): Promise<void> {
  await lock.run(tx, { batchIds });
}

const lock = statement(
  { name: "lock-batches", params: { batchIds: arrayOf(int) } },
  ({ batchIds }) => sql`SELECT FROM batch WHERE id = ANY (${batchIds}) ORDER BY id FOR UPDATE`,
);
