import type { Sql } from "@/lib/db/pool";
import { exceptionalStatuses, messageStatus } from "@/lib/messages/rules";
import { readyDraft } from "./campaign-plan";
import { batchTime, type SentCampaign } from "./history";
import type { TagIds } from "./write-people";

/**
 * The rows that the engine leaves behind when a campaign is over: nothing is queued, claimed or waiting in them, so
 * no worker ever touches them. Counters and exceptions are counted from the messages themselves.
 */
export type WrittenCampaign = SentCampaign & { id: number };

type Surroundings = { tags: TagIds; sender: string; installation: string };

export async function writeCampaigns(
  tx: Sql,
  campaigns: readonly SentCampaign[],
  { tags, sender, installation }: Surroundings,
): Promise<WrittenCampaign[]> {
  const first = await firstId(tx);
  const written = campaigns.map((campaign, index) => ({ ...campaign, id: first + index }));
  await tx.query(campaignSql, [JSON.stringify(written.map((campaign) => campaignRow(campaign, tags))), sender]);
  await tx.query(messageSql, [JSON.stringify(written.flatMap(messageRows))]);
  await tx.query(batchSql, [JSON.stringify(written.flatMap(batchRows)), messageStatus.skipped, messageStatus.canceled]);
  await tx.query(attemptSql, [installation]);
  await tx.query(counterSql);
  await tx.query(exceptionSql, [exceptionalStatuses]);
  await tx.query(activitySql);
  await tx.query("SELECT keep_webhook_partitions(7, 14)");
  await tx.query(callbackSql);
  return written;
}

/** One draft that only waits for the button. */
export async function writeDraft(tx: Sql, tags: TagIds, editedAt: Date): Promise<void> {
  await tx.query(
    `INSERT INTO campaign (name, body, audience, version, created_at, updated_at) VALUES ($1, $2, $3, 4, $4, $5)`,
    [
      readyDraft.name,
      readyDraft.body,
      JSON.stringify(audienceOf(readyDraft.include, readyDraft.exclude ?? [], tags)),
      new Date(editedAt.getTime() - 3_600_000),
      editedAt,
    ],
  );
}

/** Ids rise in the order of sending; the sequence is set behind them. */
async function firstId(tx: Sql): Promise<number> {
  const { rows } = await tx.query<{ id: number }>("SELECT coalesce(max(id), 0) + 1 AS id FROM campaign");
  return rows[0]?.id ?? 1;
}

function audienceOf(include: SentCampaign["include"], exclude: SentCampaign["include"], tags: TagIds) {
  return {
    everyone: include.length === 0,
    includeTagIds: include.map((tag) => tags[tag]),
    excludeTagIds: exclude.map((tag) => tags[tag]),
  };
}

function campaignRow(campaign: WrittenCampaign, tags: TagIds) {
  const { id, name, body, include, exclude, isCanceled, launchedAt, finishedAt, ceilingId, messages } = campaign;
  return {
    id,
    name,
    body,
    audience: audienceOf(include, exclude, tags),
    status: isCanceled ? "canceled" : "sent",
    people: messages.length,
    ceilingId,
    throughId: messages.at(-1)?.subscriberId ?? 0,
    batches: messages.at(-1)?.batch ?? 0,
    writtenAt: new Date(launchedAt.getTime() - 5_400_000),
    launchedAt,
    finishedAt,
  };
}

function messageRows({ id, messages }: WrittenCampaign) {
  return messages.map(({ batch, ...message }) => ({ campaignId: id, ...message }));
}

function batchRows({ id, launchedAt, messages }: WrittenCampaign) {
  const numbers = [...new Set(messages.map(({ batch }) => batch))];
  return numbers.map((number) => {
    const seqs = messages.filter(({ batch }) => batch === number).map(({ seq }) => seq);
    return {
      campaignId: id,
      number,
      firstSeq: seqs[0],
      lastSeq: seqs.at(-1),
      finishedAt: batchTime(launchedAt, number),
    };
  });
}

const campaignSql = `
  WITH added AS (
    INSERT INTO campaign (id, name, body, audience, status, version, sender, audience_count, audience_ceiling_id,
                          expanded_through_id, next_seq, next_batch_number, expanded_at, launched_at, started_at,
                          finished_at, created_at, updated_at)
    SELECT id, name, body, audience, status, 5, $2, people, "ceilingId", "throughId", people + 1, batches + 1,
           "launchedAt" + interval '0.3 s', "launchedAt", "launchedAt" + interval '0.8 s', "finishedAt", "writtenAt",
           "finishedAt"
      FROM jsonb_to_recordset($1::jsonb) AS c (id int, name text, body text, audience jsonb, status text, people int,
           "ceilingId" int, "throughId" int, batches int, "launchedAt" timestamptz, "finishedAt" timestamptz,
           "writtenAt" timestamptz)
    RETURNING id
  )
  SELECT setval(pg_get_serial_sequence('campaign', 'id'), max(id)) FROM added`;

const messageSql = `
  INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, parts, updated_at)
  SELECT "campaignId", seq, "subscriberId", phone, status, code, parts, "updatedAt"
    FROM jsonb_to_recordset($1::jsonb) AS m ("campaignId" int, seq int, "subscriberId" int, phone text,
         status smallint, code smallint, parts smallint, "updatedAt" timestamptz)
   ORDER BY 1, 2`;

const batchSql = `
  INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients,
                     state, epoch, attempts, provider_batch_id, next_attempt_at, updated_at)
  SELECT b."campaignId", b.number, b."firstSeq", b."lastSeq", p.first_id, p.last_id, p.recipients, p.state,
         (p.state = 'accepted')::int, (p.state = 'accepted')::int,
         CASE p.state WHEN 'accepted' THEN '01' || upper(left(md5(b."campaignId" || '.' || b.number), 24)) END,
         b."finishedAt", b."finishedAt"
    FROM jsonb_to_recordset($1::jsonb) AS b ("campaignId" int, number int, "firstSeq" int, "lastSeq" int,
         "finishedAt" timestamptz)
    CROSS JOIN LATERAL (
      SELECT min(subscriber_id) AS first_id, max(subscriber_id) AS last_id,
             count(*) FILTER (WHERE status <> $2) AS recipients,
             CASE WHEN bool_and(status = $2) THEN 'empty'
                  WHEN bool_or(status = $3) THEN 'canceled' ELSE 'accepted' END AS state
        FROM message WHERE campaign_id = b."campaignId" AND seq BETWEEN b."firstSeq" AND b."lastSeq") AS p
   ORDER BY 1, 2`;

// References as lib/sending/rules.ts writes them.
const attemptSql = `
  INSERT INTO batch_attempt (client_reference, batch_id, number, epoch, recipients, started_at, finished_at, outcome,
                             provider_batch_id)
  SELECT format('c.%s.%s.%s.1', $1::text, campaign_id, number), id, 1, 1, recipients,
         updated_at - interval '0.12 s', updated_at, 'accepted', provider_batch_id
    FROM batch WHERE state = 'accepted'`;

const counterSql = `
  INSERT INTO campaign_counter (campaign_id, status, code, messages, parts)
  SELECT campaign_id, status, code, count(*), sum(parts) FROM message GROUP BY campaign_id, status, code`;

const exceptionSql = `
  INSERT INTO message_exception (campaign_id, status, seq)
  SELECT campaign_id, status, seq FROM message WHERE status = ANY ($1::smallint[])`;

// Accepted when its batch was, then whatever the report said: the quarters of an hour in which the engine would count.
const activitySql = `
  INSERT INTO activity_counter (starts_at, metric, total)
  SELECT date_bin('15 minutes', b.updated_at, 'epoch'), 'accepted', count(*)
    FROM message m JOIN batch b ON b.campaign_id = m.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
   WHERE m.status BETWEEN ${messageStatus.delivered} AND ${messageStatus.unknown} AND m.status <> ${messageStatus.canceled}
   GROUP BY 1
  UNION ALL
  SELECT date_bin('15 minutes', updated_at, 'epoch'),
         CASE status WHEN ${messageStatus.delivered} THEN 'delivered' ELSE 'failed' END, count(*)
    FROM message WHERE status BETWEEN ${messageStatus.delivered} AND ${messageStatus.aborted}
   GROUP BY 1, 2`;

// Raw callbacks are kept for days, not for a year: only those of yesterday and today have a partition to be in.
const callbackSql = `
  INSERT INTO webhook_event (received_at, applied_at, body)
  SELECT m.updated_at, m.updated_at,
         json_build_object('type', 'recipient_delivery_report_sms', 'batch_id', a.provider_batch_id,
                           'recipient', m.phone, 'code', m.code, 'at', m.updated_at, 'client_reference', a.client_reference,
                           'status', CASE m.status WHEN ${messageStatus.delivered} THEN 'Delivered'
                                                   WHEN ${messageStatus.expired} THEN 'Expired'
                                                   WHEN ${messageStatus.rejected} THEN 'Rejected'
                                                   WHEN ${messageStatus.unknown} THEN 'Unknown' ELSE 'Failed' END)
    FROM message m
    JOIN batch b ON b.campaign_id = m.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
    JOIN batch_attempt a ON a.batch_id = b.id
   WHERE m.updated_at >= ((now() AT TIME ZONE 'UTC')::date - 1)::timestamp AT TIME ZONE 'UTC' AND m.updated_at <= now()
     AND m.status BETWEEN ${messageStatus.delivered} AND ${messageStatus.unknown} AND m.status <> ${messageStatus.canceled}
   ORDER BY m.updated_at`;
