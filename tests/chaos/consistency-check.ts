import { exceptionalStatuses } from "@/lib/messages/rules";
import type { World } from "./world.ts";

/** I3: data kept beside the messages agrees with the messages. Each statement counts the disagreements. */
const statements: Record<string, string> = {
  "counters that differ from GROUP BY": `
    SELECT count(*) FROM (
      (SELECT campaign_id, status, code, messages, parts FROM campaign_counter WHERE messages <> 0 OR parts <> 0
       EXCEPT SELECT campaign_id, status, code, count(*), sum(parts) FROM message GROUP BY 1, 2, 3)
      UNION ALL
      (SELECT campaign_id, status, code, count(*), sum(parts) FROM message GROUP BY 1, 2, 3
       EXCEPT SELECT campaign_id, status, code, messages, parts FROM campaign_counter)) AS d`,
  "exceptions that are not listed": `
    SELECT count(*) FROM (SELECT campaign_id, status, seq FROM message WHERE status = ANY ($1::int[])
      EXCEPT SELECT campaign_id, status, seq FROM message_exception) AS d`,
  "exceptions that are none": `
    SELECT count(*) FROM (SELECT campaign_id, status, seq FROM message_exception
      EXCEPT SELECT campaign_id, status, seq FROM message WHERE status = ANY ($1::int[])) AS d`,
  "audiences that are not their messages": `
    SELECT count(*) FROM campaign c WHERE audience_count <> (SELECT count(*) FROM message m WHERE m.campaign_id = c.id)`,
  "people with two messages of one campaign": `
    SELECT count(*) FROM (SELECT 1 FROM message GROUP BY campaign_id, subscriber_id HAVING count(*) > 1) AS d`,
  "messages outside of every batch": `
    SELECT count(*) FROM message m WHERE NOT EXISTS (
      SELECT 1 FROM batch b WHERE b.campaign_id = m.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq)`,
  "opt-outs that the campaign does not count": `
    SELECT count(*) FROM campaign c LEFT JOIN campaign_reply r ON r.campaign_id = c.id
     WHERE coalesce(r.opt_outs, 0) <> (SELECT count(*) FROM suppression x WHERE x.campaign_id = c.id)`,
  "replies that the campaign does not count": `
    SELECT count(*) FROM campaign c LEFT JOIN campaign_reply r ON r.campaign_id = c.id
     WHERE coalesce(r.replies, 0) <> (SELECT count(*) FROM inbound_message i WHERE i.campaign_id = c.id)`,
  // A second try whose worker died stays without an outcome once its batch is settled. A call under way has none yet.
  "attempts without an outcome": `
    SELECT count(*) FROM batch_attempt a JOIN batch b ON b.id = a.batch_id
     WHERE a.outcome IS NULL AND b.state NOT IN ('accepted', 'unclear', 'sending')`,
  "accepted batches with messages that still wait": `
    SELECT count(*) FROM batch b WHERE state = 'accepted' AND EXISTS (
      SELECT 1 FROM message m WHERE m.campaign_id = b.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq AND m.status < 10)`,
  "batches accepted more than once, not taken back and not by order": `
    SELECT count(*) FROM (SELECT 1 FROM batch_attempt WHERE provider_batch_id IS NOT NULL AND withdrawn_at IS NULL
          AND (send_at IS NOT NULL OR NOT EXISTS (SELECT FROM chaos_decision d WHERE d.batch_id = batch_attempt.batch_id
                 AND d.decision = 'resend' AND d.at < started_at))
       GROUP BY batch_id HAVING count(*) > 1) AS d`,
  "unclear messages that no call is unclear about": `
    SELECT count(*) FROM message m JOIN batch b ON b.campaign_id = m.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
     WHERE m.status = 5 AND NOT EXISTS (
       SELECT 1 FROM batch_attempt a WHERE a.batch_id = b.id AND (a.outcome IS NULL OR a.outcome = 'unknown')
          AND (cardinality(a.called) = 0 OR m.seq = ANY (a.called)))`,
  "unclear messages whose batch is not unclear": `
    SELECT count(*) FROM message m JOIN batch b ON b.campaign_id = m.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
     WHERE m.status = 5 AND b.state <> 'unclear'`,
  "suppressions by keyword without evidence": `
    SELECT count(*) FROM suppression x WHERE source = 'keyword' AND NOT EXISTS (
      SELECT 1 FROM consent_event e WHERE e.phone = x.phone AND e.kind = 'revoked')`,
};

export async function checkConsistency({ database }: World): Promise<string[]> {
  const problems: string[] = [];
  for (const [what, sql] of Object.entries(statements)) {
    const values = sql.includes("$1") ? [exceptionalStatuses] : [];
    const { rows } = await database.query<{ count: string }>(sql, values);
    const many = Number(rows[0]?.count);
    if (many > 0) problems.push(`${many} ${what}`);
  }
  return problems;
}
