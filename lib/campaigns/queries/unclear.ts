import "server-only";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { type RowOf, statement } from "../../db/statement";
import { bigint, bool, instant, int, json, known, nullable, oneOf } from "../../db/types";
import { messageStatus } from "../../messages/rules";
import type { BatchEvent } from "../reasons";
import type { UnclearBatch, UnclearBatches } from "../views";

/** The latest batches of a campaign of which nobody knows whether Sinch took them, each with its latest steps: one statement. */
const shownBatches = 20;
const shownEvents = 10;

export async function listUnclearBatches(_viewer: Viewer, campaignId: number): Promise<UnclearBatches> {
  const rows = await unclearBatches.rows(pool(), { campaignId });
  return { shown: rows.map(toView), total: rows[0]?.total ?? 0 };
}

// Both halves are short, whatever the size of the campaign: a partial index each.
const unclearBatches = statement(
  {
    name: "list-unclear-batches",
    params: { campaignId: int },
    row: {
      id: known(int, "of a batch"),
      number: known(int, "of a batch"),
      state: known(oneOf(["unclear", "holding", "duplicate"]), "of a batch"),
      total: known(bigint, "count"),
      isAsked: known(bool, "of what is never null"),
      isLeft: known(bool, "of what is never null"),
      nextLookAt: nullable(instant),
      people: known(bigint, "count"),
      heldUntil: nullable(instant),
      events: known(json<BatchEvent[]>(), "coalesce"),
    },
  },
  ({ campaignId }) => sql`
  WITH unclear AS (
    SELECT b.*, b.state AS shown_as FROM batch b WHERE b.campaign_id = ${campaignId} AND b.state IN ('unclear', 'holding')
    UNION ALL
    SELECT b.*, 'duplicate' FROM batch b
     WHERE b.campaign_id = ${campaignId} AND b.state NOT IN ('unclear', 'holding')
       AND b.id IN (SELECT batch_id FROM batch_event WHERE kind = 'duplicate' AND campaign_id = ${campaignId})
  ), shown AS (
    SELECT *, count(*) OVER () AS total FROM unclear ORDER BY number DESC LIMIT ${shownBatches}
  ), story AS (
    SELECT batch_id, jsonb_agg(jsonb_build_object('kind', kind, 'detail', detail, 'at', at) ORDER BY id) AS events
      FROM (SELECT e.*, row_number() OVER (PARTITION BY batch_id ORDER BY id DESC) AS back
              FROM batch_event e
             WHERE e.campaign_id = ${campaignId} AND e.batch_id IN (SELECT id FROM shown)) AS latest
     WHERE back <= ${shownEvents} GROUP BY batch_id
  )
  SELECT s.id, s.number, s.shown_as AS state, s.total, s.decision = 'asked' AS "isAsked", s.decision = 'leave' AS "isLeft",
         CASE WHEN s.next_attempt_at < now() + interval '1 year' THEN s.next_attempt_at END AS "nextLookAt",
         (SELECT count(*) FROM message_exception x
           WHERE x.campaign_id = ${campaignId} AND x.status = ${messageStatus.unclear} AND x.seq BETWEEN s.first_seq AND s.last_seq) AS people,
         (SELECT max(a.send_at) FROM batch_attempt a
           WHERE a.batch_id = s.id AND a.outcome = 'accepted' AND a.withdrawn_at IS NULL AND a.send_at > now()) AS "heldUntil",
         coalesce(story.events, '[]') AS events
    FROM shown s LEFT JOIN story ON story.batch_id = s.id
   ORDER BY s.number DESC`,
);

function toView({ total: _, nextLookAt, heldUntil, ...batch }: RowOf<typeof unclearBatches>): UnclearBatch {
  return {
    ...batch,
    nextLookAt: nextLookAt?.toISOString() ?? null,
    heldUntil: heldUntil?.toISOString() ?? null,
  };
}
