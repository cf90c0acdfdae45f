import "server-only";
import type { Halt } from "../campaigns/halt";
import { campaignStatuses, canaryStates } from "../campaigns/status";
import { now } from "../clock";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { arrayOf, bool, instant, int, json, known, nullable, oneOf } from "../db/types";
import { formatShortDateTime } from "../format";
import { getOrganisation } from "../settings/queries";
import { reasonFor } from "./reasons";
import { messageStatusOf } from "./rules";
import { hasSurroundings, recalls, type Surroundings, sendingStates, surroundingWords, waitReasons } from "./waiting";

/** A message's own row. */
type Row = { campaignId: number; seq: number; status: number; code: number };

/**
 * Why each of these people did or did not get the text, in one line; null where the state says it all. For a page of people or for
 * one person's campaigns: the batches around them are read in one statement, and only where a row does not speak for itself.
 */
export async function explain(rows: readonly Row[]): Promise<(string | null)[]> {
  const around = await readSurroundings(rows.filter(({ status }) => hasSurroundings(messageStatusOf(status))));
  const { timeZone } = await getOrganisation();
  const at = now();
  const time = (instant: Date) => formatShortDateTime(instant, timeZone);
  return rows.map((row) => {
    const own = reasonFor(row.status, row.code)?.title ?? null;
    const surroundings = own === null ? around.get(keyOf(row)) : undefined;
    return surroundings ? surroundingWords(messageStatusOf(row.status), surroundings, at, time) : own;
  });
}

const keyOf = ({ campaignId, seq }: Pick<Row, "campaignId" | "seq">) => `${campaignId}.${seq}`;

async function readSurroundings(rows: readonly Row[]): Promise<Map<string, Surroundings>> {
  if (rows.length === 0) return new Map();
  const found = await surroundings.rows(pool(), {
    campaignIds: rows.map(({ campaignId }) => campaignId),
    seqs: rows.map(({ seq }) => seq),
  });
  return new Map(found.map((row) => [keyOf(row), row]));
}

// Batches are found by the range of the rows first: without it each row would be compared with all batches of its campaign.
const surroundings = statement(
  {
    name: "message-surroundings",
    params: { campaignIds: arrayOf(int), seqs: arrayOf(int) },
    row: {
      campaignId: known(int, "what was asked"),
      seq: known(int, "what was asked"),
      campaign: oneOf(campaignStatuses),
      halt: nullable(json<Halt>()),
      canary: oneOf(canaryStates),
      canaryPeople: int,
      canaryUntil: nullable(instant),
      isInCanary: known(bool, "both numbers are there"),
      isCalling: known(bool, "a state is there"),
      waitReason: oneOf(waitReasons),
      dueAt: instant,
      recall: nullable(oneOf(recalls)),
      sending: known(oneOf(sendingStates), "one of three words"),
    },
  },
  ({ campaignIds, seqs }) => sql`
  WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(${campaignIds}::int[], ${seqs}::int[]) AS w (campaign_id, seq)
  ), near AS MATERIALIZED (
    SELECT b.* FROM (SELECT campaign_id, min(seq) AS first, max(seq) AS last FROM wanted GROUP BY campaign_id) AS range
      JOIN batch b ON b.campaign_id = range.campaign_id AND b.first_seq <= range.last AND b.last_seq >= range.first
  )
  SELECT w.campaign_id AS "campaignId", w.seq, c.status AS campaign, c.halt,
         c.canary_state AS canary, c.canary_people AS "canaryPeople", c.canary_until AS "canaryUntil",
         b.number <= c.canary_batches AS "isInCanary", b.state = 'sending' AS "isCalling", b.wait_reason AS "waitReason",
         b.next_attempt_at AS "dueAt", b.recall,
         CASE WHEN s.locked_at IS NOT NULL THEN 'locked' WHEN s.stopped_at IS NOT NULL THEN 'stopped' ELSE 'allowed' END AS sending
    FROM wanted w
    JOIN campaign c ON c.id = w.campaign_id
    JOIN near b ON b.campaign_id = w.campaign_id AND w.seq BETWEEN b.first_seq AND b.last_seq
   CROSS JOIN sending_control s`,
);
