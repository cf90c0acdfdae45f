import "server-only";
import type { Viewer } from "../auth/viewer";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { bigint, bool, instant, int, known, nullable, smallint, text } from "../db/types";
import type { PersonCampaign } from "../subscribers/views";
import { explain } from "./explain";
import { messageStatusOf } from "./rules";

/** Campaigns that are looked through: each costs a probe and the rows of one batch, 10 of them about 3 ms. */
const looked = 10;

/**
 * Why somebody did or did not get the latest campaigns, the newest first; those from before they were added are left out.
 * Batches know their first and last subscriber, so the person is found without an index on people.
 */
export async function listCampaignsOf(_viewer: Viewer, subscriberId: number): Promise<PersonCampaign[]> {
  const rows = await history.rows(pool(), { subscriberId, looked });
  const messages = rows.flatMap(({ id, seq, status, code }) =>
    seq === null || status === null || code === null ? [] : [{ id, campaignId: id, seq, status, code }],
  );
  const reasons = await explain(messages);
  const reasonOf = new Map(messages.map(({ id }, index) => [id, reasons[index] ?? null]));
  return rows.map(({ id, name, launchedAt, status, isListed }) => ({
    id,
    name,
    launchedAt,
    isListed,
    status: status === null ? null : messageStatusOf(status),
    reason: reasonOf.get(id) ?? null,
  }));
}

// Where an audience goes out in waves, several batches of each campaign span the person's id, and one of them holds their row.
// OFFSET 0: the planner expects a range of half the table and would read all of it.
const history = statement(
  {
    name: "campaigns-of-subscriber",
    params: { subscriberId: int, looked: bigint },
    row: {
      id: known(int, "of a campaign"),
      name: known(text, "of a campaign"),
      launchedAt: known(instant, "asked for"),
      isListed: known(bool, "IS NOT NULL has no third answer"),
      seq: nullable(int),
      status: nullable(smallint),
      code: nullable(smallint),
    },
  },
  ({ subscriberId, looked: limit }) => sql`
  SELECT c.id, c.name, c.launched_at AS "launchedAt", c.expanded_at IS NOT NULL AS "isListed", m.seq, m.status, m.code
    FROM (SELECT id, name, launched_at, expanded_at FROM campaign
           WHERE launched_at IS NOT NULL ORDER BY id DESC LIMIT ${limit}) AS c
    JOIN subscriber s ON s.id = ${subscriberId}
    LEFT JOIN LATERAL (
      SELECT near.seq, near.status, near.code
        FROM batch b
       CROSS JOIN LATERAL (
         SELECT * FROM message
          WHERE campaign_id = c.id AND seq BETWEEN b.first_seq AND b.last_seq OFFSET 0) AS near
       WHERE b.campaign_id = c.id AND s.id BETWEEN b.first_subscriber_id AND b.last_subscriber_id
         AND near.subscriber_id = s.id LIMIT 1) AS m ON true
   WHERE m.status IS NOT NULL OR c.launched_at >= s.created_at
   ORDER BY c.id DESC`,
);
