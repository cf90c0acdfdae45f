import type { Client } from "pg";
import { messageStatus as is } from "@/lib/messages/rules";

/** Replies: answers of every fiftieth person of large campaigns, and raw callbacks of today. */
export async function writeReplies(client: Client): Promise<void> {
  await client.query(inboundSql);
  await client.query(replySql);
  await client.query(answerSql);
  await client.query("SELECT keep_webhook_partitions(7, 14)");
  await client.query(callbackSql);
}

const inboundSql = `
  INSERT INTO inbound_message (provider_id, phone, recipient, body, keyword, campaign_id, received_at, created_at)
  SELECT format('bench-%s-%s', campaign_id, seq), phone, '12015550100', CASE stop WHEN true THEN 'STOP' ELSE 'Thank you!' END,
         CASE stop WHEN true THEN 'stop' ELSE 'none' END, campaign_id, at, at
    FROM message
   CROSS JOIN LATERAL (SELECT subscriber_id % 33 = 5, updated_at + interval '10 minutes') AS r (stop, at)
   WHERE status = ${is.delivered} AND seq % 50 = campaign_id % 50
   ORDER BY at`;

const replySql = `
  INSERT INTO campaign_reply (campaign_id, opt_outs, replies)
  SELECT campaign_id, count(*) FILTER (WHERE keyword = 'stop'), count(*) FROM inbound_message GROUP BY campaign_id`;

const answerSql = `
  INSERT INTO direct_message (client_reference, kind, phone, body, campaign_id, status, attempted_at, created_at, updated_at)
  SELECT 'd.' || gen_random_uuid(), 'keyword_reply', phone, 'You get no more texts from us.', campaign_id, ${is.delivered},
         received_at, received_at, received_at
    FROM inbound_message WHERE keyword = 'stop' ORDER BY id`;

const callbackSql = `
  INSERT INTO webhook_event (received_at, applied_at, body)
  SELECT now(), now(), json_build_object('type', 'recipient_delivery_report_sms', 'recipient', phone, 'code', code,
                                         'status', 'Delivered')
    FROM message WHERE campaign_id = (SELECT max(campaign_id) FROM message) AND status = ${is.delivered} LIMIT 50000`;
