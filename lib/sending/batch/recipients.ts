import "server-only";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { type Executor, type RowOf, statement } from "../../db/statement";
import { bool, char, int, json, known, nullable, smallint, text } from "../../db/types";
import { messageStatus } from "../../messages/rules";
import type { BatchToSend } from "./columns";

// A batch is a range of people as well as of messages: both are read as ranges. The subselect keeps the planner from
// reading the whole suppression list for one batch.
export const recipientsOf = statement(
  {
    name: "read-recipients",
    prepared: true,
    params: {
      campaignId: int,
      firstSeq: int,
      lastSeq: int,
      firstSubscriberId: int,
      lastSubscriberId: int,
      status: smallint,
    },
    row: {
      seq: int,
      phone: text,
      firstName: nullable(text),
      lastName: nullable(text),
      email: nullable(text),
      attributes: nullable(json<Record<string, unknown>>()),
      currentPhone: nullable(text),
      country: nullable(char),
      timeZone: nullable(text),
      isConsenting: known(bool, "IS NOT NULL"),
      isSuppressed: known(bool, "IS NOT NULL"),
    },
  },
  ({ campaignId, firstSeq, lastSeq, firstSubscriberId, lastSubscriberId, status }) => sql`
  SELECT m.seq, m.phone, s.first_name AS "firstName", s.last_name AS "lastName", s.email, s.attributes,
         s.phone AS "currentPhone", s.country, s.time_zone AS "timeZone", s.consented_at IS NOT NULL AS "isConsenting",
         (SELECT true FROM suppression x WHERE x.phone = m.phone) IS NOT NULL AS "isSuppressed"
    FROM message m
    LEFT JOIN subscriber s ON s.id = m.subscriber_id AND s.id BETWEEN ${firstSubscriberId} AND ${lastSubscriberId}
   WHERE m.campaign_id = ${campaignId} AND m.seq BETWEEN ${firstSeq} AND ${lastSeq} AND m.status = ${status}
   ORDER BY m.seq`,
);

export type Recipient = RowOf<typeof recipientsOf>;

type Batch = BatchToSend;

/**
 * The batch's people as they are now: suppression and consent are read again, right before the text is built. Those who are
 * `queued`, or those of whom nobody knows whether they were texted.
 */
export function readRecipients(
  { campaignId, firstSeq, lastSeq, firstSubscriberId, lastSubscriberId }: Batch,
  who: "queued" | "unclear" = "queued",
  on: Executor = pool(),
): Promise<Recipient[]> {
  const status = messageStatus[who];
  return recipientsOf.rows(on, { campaignId, firstSeq, lastSeq, firstSubscriberId, lastSubscriberId, status });
}
