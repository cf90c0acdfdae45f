import "server-only";
import { pool, type Sql } from "../../db/pool";
import { messageStatus } from "../../messages/rules";

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
export const recipientsSql = `
  SELECT m.seq, m.phone, s.first_name AS "firstName", s.last_name AS "lastName", s.email, s.attributes,
         s.phone AS "currentPhone", s.country, s.time_zone AS "timeZone", s.consented_at IS NOT NULL AS "isConsenting",
         (SELECT true FROM suppression x WHERE x.phone = m.phone) IS NOT NULL AS "isSuppressed"
    FROM message m LEFT JOIN subscriber s ON s.id = m.subscriber_id AND s.id BETWEEN $4 AND $5
   WHERE m.campaign_id = $1 AND m.seq BETWEEN $2 AND $3 AND m.status = $6
   ORDER BY m.seq`;
