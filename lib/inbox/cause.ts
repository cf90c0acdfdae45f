import "server-only";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { int, nullable, text } from "../db/types";
import { messageStatus } from "../messages/rules";

/**
 * The campaign that a reply answers: the one its reference names, else the last one that texted this number. A person
 * is found by a range probe per campaign (batches keep the subscriber ids they cover), newest first; numbers are
 * matched as they were sent, never by today's subscriber.
 */
export async function findCausingCampaign(
  tx: Sql,
  phone: string,
  clientReference: string | null,
): Promise<number | null> {
  const named = clientReference === null ? null : await campaignOfReference(tx, clientReference);
  return named ?? (await lastCampaignTo(tx, phone));
}

async function campaignOfReference(tx: Sql, clientReference: string): Promise<number | null> {
  return (await findByReference.first(tx, { clientReference }))?.campaignId ?? null;
}

const findByReference = statement(
  { name: "campaign-of-reference", params: { clientReference: text }, row: { campaignId: nullable(int) } },
  ({ clientReference }) => sql`
    SELECT b.campaign_id AS "campaignId" FROM batch_attempt a JOIN batch b ON b.id = a.batch_id
     WHERE a.client_reference = ${clientReference}
    UNION ALL
    SELECT campaign_id FROM direct_message WHERE client_reference = ${clientReference}`,
);

async function lastCampaignTo(tx: Sql, phone: string): Promise<number | null> {
  return (await findLast.first(tx, { phone }))?.campaignId ?? null;
}

const findLast = statement(
  { name: "last-campaign-to", params: { phone: text }, row: { campaignId: int } },
  ({ phone }) => sql`
    SELECT c.id AS "campaignId"
      FROM subscriber s
      JOIN (SELECT id FROM campaign WHERE started_at IS NOT NULL ORDER BY id DESC LIMIT 100) AS c ON true
      JOIN batch b ON b.campaign_id = c.id AND s.id BETWEEN b.first_subscriber_id AND b.last_subscriber_id
      JOIN message m ON m.campaign_id = c.id AND m.seq BETWEEN b.first_seq AND b.last_seq
                    AND m.subscriber_id = s.id AND m.phone = ${phone}
                    AND m.status BETWEEN ${messageStatus.unclear} AND ${messageStatus.aborted}
     WHERE s.phone = ${phone}
     ORDER BY c.id DESC LIMIT 1`,
);
