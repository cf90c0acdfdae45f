import "server-only";
import { sql } from "../../db/sql";
import { bool, instant, int, known, nullable, smallint, text, type ValuesOf } from "../../db/types";

/** The columns that a batch is worked on with: on `b` (batch) and `c` (campaign). */
export const batchColumns = {
  id: int,
  campaignId: int,
  number: int,
  epoch: int,
  attempts: smallint,
  firstSeq: int,
  lastSeq: int,
  firstSubscriberId: int,
  lastSubscriberId: int,
  recipients: int,
  body: text,
  ignoresQuietHours: known(bool, "coalesce"),
  /** Nothing of the campaign leaves later. */
  expiresAt: nullable(instant),
};

export const batchColumnsSql = sql`
  b.id, b.campaign_id AS "campaignId", b.number, b.epoch, b.attempts, b.first_seq AS "firstSeq", b.last_seq AS "lastSeq",
  b.first_subscriber_id AS "firstSubscriberId", b.last_subscriber_id AS "lastSubscriberId", b.recipients, c.body,
  coalesce((c.guards->>'ignoresQuietHours')::bool, false) AS "ignoresQuietHours", c.expires_at AS "expiresAt"`;

export type BatchToSend = ValuesOf<typeof batchColumns>;
