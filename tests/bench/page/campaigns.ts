import type { Client } from "pg";
import { messageStatus as is } from "@/lib/messages/rules";
import { tagShares } from "./people.ts";

/** Campaigns as a busy year leaves them: 10.4 messages a person, most in a few large ones, many small ones between. */
type PlannedCampaign = { id: number; tagId: number; status: string; people: number };

const plan = [
  { campaigns: 6, tagId: 0 },
  { campaigns: 3, tagId: 1 },
  { campaigns: 5, tagId: 2 },
  { campaigns: 8, tagId: 3 },
  { campaigns: 50, tagId: 4 },
];

export type Written = {
  /** To everybody, and over. */
  large: number;
  /** To everybody, and half of it has left. */
  running: number;
  canceled: number;
  drafts: { everyone: number; tag: number };
};

export async function writeCampaigns(client: Client, people: number): Promise<Written> {
  const campaigns = planned(people);
  await client.query(campaignSql, [JSON.stringify(campaigns)]);
  for (const { id, tagId, status } of campaigns) await client.query(messageSql(tagId, status), [id, people]);
  await client.query(builtSql);
  await client.query(batchSql);
  await client.query(attemptSql);
  await client.query(counterSql);
  await client.query(audienceSql);
  await client.query(exceptionSql);
  await client.query(activitySql);
  const { rows } = await client.query<{ id: number }>(draftSql);
  await client.query("SELECT setval(pg_get_serial_sequence('campaign', 'id'), max(id)) FROM campaign");
  const [everyone, tag] = rows.map(({ id }) => id);
  const of = (tagId: number, status: string) =>
    campaigns.findLast((one) => one.tagId === tagId && one.status === status);
  return {
    large: of(0, "sent")?.id ?? 0,
    running: of(0, "sending")?.id ?? 0,
    canceled: of(2, "canceled")?.id ?? 0,
    drafts: { everyone: everyone ?? 0, tag: tag ?? 0 },
  };
}

/** Small and large ones mixed; the running one is the latest. */
function planned(people: number): PlannedCampaign[] {
  const mixed = plan
    .flatMap(({ campaigns, tagId }) =>
      Array.from({ length: campaigns }, (_, index) => ({ tagId, place: (index + 0.5) / campaigns })),
    )
    .sort((one, other) => one.place - other.place);
  const lastOfTag2 = mixed.findLastIndex(({ tagId }) => tagId === 2);
  const statusAt = (index: number) => (index === lastOfTag2 ? "canceled" : "sent");
  const over = mixed.map(({ tagId }, index) => ({ tagId, status: statusAt(index) }));
  return [...over, { tagId: 0, status: "sending" }].map(({ tagId, status }, index) => {
    return { id: index + 1, tagId, status, people: Math.floor(people * (tagShares[tagId - 1] ?? 1)) };
  });
}

// One a week; a running one began an hour ago. The audience's size follows when its messages are counted.
const campaignSql = `
  INSERT INTO campaign (id, name, body, audience, status, version, sender, audience_ceiling_id, expanded_through_id,
                        next_seq, next_batch_number, expanded_at, launched_at, started_at, finished_at, created_at, updated_at)
  SELECT id, 'Campaign ' || id, 'Hi {first_name}, doors open at 5. Reply STOP to opt out',
         CASE "tagId" WHEN 0 THEN '{"everyone": true}'::jsonb ELSE jsonb_build_object('includeTagIds', ARRAY["tagId"]) END,
         status, 5, '+12015550100', (SELECT max(id) FROM subscriber), (SELECT max(id) FROM subscriber), people + 1,
         (people + 999) / 1000 + 1, at, at, at, CASE status WHEN 'sending' THEN NULL ELSE at + interval '2 hours' END, at, at
    FROM jsonb_to_recordset($1::jsonb) AS c (id int, "tagId" int, status text, people int)
   CROSS JOIN LATERAL (SELECT now() - interval '1 hour' - (jsonb_array_length($1::jsonb) - id) * interval '7 days') AS a (at)`;

/** Which fate of a thousand: as networks go, 95 % delivered; people without consent and those who had opted out are left out. */
function messageSql(tagId: number, status: string): string {
  const half = "$2::int / 2";
  const rest = status === "sending" ? is.queued : is.canceled;
  const isHalf = status !== "sent";
  const cut = tagId === 0 ? half : `${half} * ${tagShares[tagId - 1] ?? 1}`;
  return `
    INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, parts, updated_at)
    SELECT $1, seq, p.id, phone, f.status, f.code, CASE WHEN f.status IN (${is.skipped}, ${is.canceled}, ${is.queued}) THEN 0 ELSE 1 END,
           c.launched_at + interval '5 ms' * seq + interval '1 s' * (luck % 20)
      FROM (SELECT s.id, s.phone, row_number() OVER (ORDER BY s.id)::int AS seq, s.consented_at, x.created_at AS stopped_at
              FROM subscriber s ${tagId === 0 ? "" : `JOIN subscriber_tag t ON t.tag_id = ${tagId} AND t.subscriber_id = s.id`}
              LEFT JOIN suppression x ON x.subscriber_id = s.id) AS p
      JOIN campaign c ON c.id = $1
     CROSS JOIN LATERAL (SELECT (hashint4extended(p.id, $1::int) & 1023)::int) AS l (luck)
     CROSS JOIN LATERAL (
       SELECT CASE WHEN p.consented_at IS NULL THEN ${is.skipped} WHEN stopped_at < c.launched_at THEN ${is.skipped}
                   WHEN ${isHalf} AND seq > ${cut} THEN ${rest}
                   WHEN luck < 970 THEN ${is.delivered} WHEN luck < 990 THEN ${is.failed} WHEN luck < 1000 THEN ${is.expired}
                   WHEN luck < 1005 THEN ${is.rejected} WHEN luck < 1010 THEN ${is.unknown} ELSE ${is.sent} END,
              CASE WHEN p.consented_at IS NULL THEN 2 WHEN stopped_at < c.launched_at THEN 1
                   WHEN ${isHalf} AND seq > ${cut} THEN 0 WHEN luck BETWEEN 970 AND 989 THEN 153
                   WHEN luck BETWEEN 990 AND 999 THEN 159 WHEN luck BETWEEN 1000 AND 1004 THEN 61
                   WHEN luck BETWEEN 1005 AND 1009 THEN 399 ELSE 0 END) AS f (status, code)
     ORDER BY seq`;
}

// A thousand people each, read back as ranges of the primary key: nothing is sorted.
const builtSql = `
  CREATE TEMP TABLE built AS
  SELECT c.id AS campaign_id, number, m.*
    FROM campaign c
   CROSS JOIN LATERAL generate_series(1, (SELECT max(seq) + 999 FROM message WHERE campaign_id = c.id) / 1000) AS number
   CROSS JOIN LATERAL (
     SELECT min(seq) AS first_seq, max(seq) AS last_seq, min(subscriber_id) AS first_id, max(subscriber_id) AS last_id,
            count(*) FILTER (WHERE status <> ${is.skipped}) AS recipients, array_agg(parts) AS parts, max(updated_at) AS at,
            CASE WHEN bool_or(status = ${is.queued}) THEN 'ready' WHEN bool_or(status = ${is.canceled}) THEN 'canceled'
                 WHEN bool_and(status = ${is.skipped}) THEN 'empty' ELSE 'accepted' END AS state
       FROM (SELECT * FROM message
              WHERE campaign_id = c.id AND seq BETWEEN number * 1000 - 999 AND number * 1000 ORDER BY seq) AS r) AS m`;

const batchSql = `
  INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state, epoch,
                     attempts, provider_batch_id, next_attempt_at, updated_at)
  SELECT campaign_id, number, first_seq, last_seq, first_id, last_id, recipients, state, (state = 'accepted')::int,
         (state = 'accepted')::int, CASE state WHEN 'accepted' THEN '01' || upper(left(md5(campaign_id || '.' || number), 24)) END,
         at, at
    FROM built ORDER BY 1, 2`;

const attemptSql = `
  INSERT INTO batch_attempt (client_reference, batch_id, number, epoch, recipients, parts, started_at, finished_at, outcome,
                             provider_batch_id)
  SELECT format('c.bench.%s.%s.1', campaign_id, number), b.id, 1, 1, b.recipients, built.parts, at, at, 'accepted',
         b.provider_batch_id
    FROM built JOIN batch b USING (campaign_id, number) WHERE b.state = 'accepted'`;

const counterSql = `
  INSERT INTO campaign_counter (campaign_id, status, code, messages, parts)
  SELECT campaign_id, status, code, count(*), sum(parts) FROM message GROUP BY campaign_id, status, code`;

const audienceSql = `
  UPDATE campaign c SET audience_count = k.messages
    FROM (SELECT campaign_id, sum(messages) AS messages FROM campaign_counter GROUP BY campaign_id) AS k
   WHERE k.campaign_id = c.id`;

const exceptionSql = `
  INSERT INTO message_exception (campaign_id, status, seq)
  SELECT campaign_id, status, seq FROM message
   WHERE status BETWEEN ${is.failed} AND ${is.skipped} ORDER BY 1, 2, 3`;

const activitySql = `
  INSERT INTO activity_counter (starts_at, metric, total)
  SELECT date_bin('15 minutes', updated_at, 'epoch'), metric, count(*)
    FROM message
   CROSS JOIN LATERAL (VALUES ('accepted'), (CASE status WHEN ${is.delivered} THEN 'delivered' ELSE 'failed' END)) AS v (metric)
   WHERE status BETWEEN ${is.delivered} AND ${is.rejected} GROUP BY 1, 2
  UNION ALL
  SELECT date_bin('15 minutes', created_at, 'epoch'), 'opted_out', count(*) FROM suppression GROUP BY 1`;

const draftSql = `
  INSERT INTO campaign (id, name, body, audience)
  VALUES (1001, 'Draft to everybody', 'Hi {first_name}, doors open at 5', '{"everyone": true}'),
         (1002, 'Draft to a tag', 'Hi {first_name}, doors open at 5', '{"includeTagIds": [3], "excludeTagIds": [5]}')
  RETURNING id`;
