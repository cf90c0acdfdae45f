import "server-only";
import { membersParameters, membersSql } from "../campaigns/audience";
import { enqueueDispatch } from "../campaigns/dispatch";
import { type Audience, audienceSchema } from "../campaigns/schema";
import type { Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { faultPoint } from "../faults";
import { messageStatus, skipReason } from "../messages/rules";

/**
 * Turns the audience into rows of `message` and `batch`, in chunks, before Sinch hears of anybody.
 * Everybody in the audience gets a row, the skipped ones with their reason. Each chunk is one transaction together
 * with the cursor: after a crash the next run goes on behind the last chunk, and nobody gets two rows.
 * Expansion goes on while a campaign is paused or canceled, so that its ledger is always complete.
 */
const chunkSize = 50_000;

/** The first chunk is small, so that the first message leaves at once. */
const firstChunkSize = 2_000;

export async function expandCampaign(campaignId: number, batchSize: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isComplete = await inTransaction((tx) => expandChunk(tx, campaignId, batchSize));
    faultPoint("expand.afterCommit");
    if (isComplete) return;
  }
}

type Expansion = {
  audience: unknown;
  ceiling: number;
  cursor: number;
  nextSeq: number;
  nextBatch: number;
};

/** Returns whether the audience is complete. */
async function expandChunk(tx: Sql, campaignId: number, batchSize: number): Promise<boolean> {
  const found = await tx.query<Expansion>(
    `SELECT audience, audience_ceiling_id AS ceiling, expanded_through_id AS cursor,
            next_seq AS "nextSeq", next_batch_number AS "nextBatch"
       FROM campaign WHERE id = $1 AND launched_at IS NOT NULL AND expanded_at IS NULL FOR UPDATE`,
    [campaignId],
  );
  const campaign = found.rows[0];
  if (!campaign) return true;
  const size = campaign.nextSeq === 1 ? firstChunkSize : chunkSize;
  const added = await insertChunk(tx, campaignId, campaign, size, batchSize);
  const isComplete = added < size;
  await tx.query(
    `UPDATE campaign
        SET status = CASE WHEN status = 'preparing' THEN 'sending' ELSE status END,
            expanded_at = CASE WHEN $2 THEN now() END,
            updated_at = now()
      WHERE id = $1`,
    [campaignId, isComplete],
  );
  await enqueueDispatch(tx, campaignId);
  faultPoint("expand.beforeCommit");
  return isComplete;
}

async function insertChunk(
  tx: Sql,
  campaignId: number,
  campaign: Expansion,
  size: number,
  batchSize: number,
): Promise<number> {
  const audience: Audience = audienceSchema.parse(campaign.audience);
  // A chunk's people fit into this: nothing is written to disk only to be read again.
  await tx.query("SET LOCAL work_mem = '64MB'");
  const result = await tx.query<{ added: number }>(chunkSql(audience), [
    ...membersParameters(audience),
    campaign.cursor,
    campaign.ceiling,
    size,
    campaignId,
    campaign.nextSeq,
    campaign.nextBatch,
    batchSize,
  ]);
  return result.rows[0]?.added ?? 0;
}

// $1 $2 audience, $3 cursor, $4 ceiling, $5 chunk, $6 campaign, $7 next seq, $8 next batch number, $9 batch size.
// The people are read twice: once into their rows, once into one line per batch, from which everything else is summed.
function chunkSql(audience: Audience): string {
  return `
  WITH numbered AS MATERIALIZED (
    SELECT id, phone, skip,
           $7::int - 1 + (row_number() OVER w)::int AS seq,
           -- Skipped people ride along in the range of the batch around them and do not fill it.
           $8::int + ((count(*) FILTER (WHERE skip = 0) OVER w - (skip = 0)::int) / $9::int)::int AS batch
      FROM (SELECT * FROM (${membersSql(audience)}) AS member
             WHERE id > $3 AND id <= $4
             ORDER BY id LIMIT $5) AS chunk
    WINDOW w AS (ORDER BY id ROWS UNBOUNDED PRECEDING)
  ), messages AS (
    INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at)
    SELECT $6, seq, id, phone,
           CASE WHEN skip = 0 THEN ${messageStatus.queued} ELSE ${messageStatus.skipped} END, skip, now()
      FROM numbered
  ), exceptions AS (
    INSERT INTO message_exception (campaign_id, status, seq)
    SELECT $6, ${messageStatus.skipped}, seq FROM numbered WHERE skip <> 0
  ), per_batch AS MATERIALIZED (
    SELECT batch, min(seq) AS first_seq, max(seq) AS last_seq, min(id) AS first_id, max(id) AS last_id,
           count(*) FILTER (WHERE skip = 0) AS recipients,
           count(*) FILTER (WHERE skip = ${skipReason.opted_out}) AS opted_out,
           count(*) FILTER (WHERE skip = ${skipReason.no_consent}) AS no_consent
      FROM numbered GROUP BY batch
  ), batches AS (
    INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id,
                       recipients, state, next_attempt_at, updated_at)
    SELECT $6, batch, first_seq, last_seq, first_id, last_id, recipients,
           CASE WHEN recipients > 0 THEN 'ready' ELSE 'empty' END, now(), now()
      FROM per_batch ORDER BY batch
  ), counters AS (
    INSERT INTO campaign_counter AS c (campaign_id, status, code, messages)
    SELECT $6, status, code, sum(people)
      FROM per_batch CROSS JOIN LATERAL (VALUES
        (${messageStatus.queued}, 0, recipients),
        (${messageStatus.skipped}, ${skipReason.opted_out}, opted_out),
        (${messageStatus.skipped}, ${skipReason.no_consent}, no_consent)) AS v (status, code, people)
     GROUP BY status, code HAVING sum(people) > 0 ORDER BY status, code
    ON CONFLICT (campaign_id, status, code) DO UPDATE SET messages = c.messages + excluded.messages
  ), last AS (
    SELECT coalesce(sum(recipients + opted_out + no_consent), 0)::int AS added,
           max(last_id) AS id, max(last_seq) AS seq, max(batch) AS batch FROM per_batch
  ), moved AS (
    UPDATE campaign
       SET expanded_through_id = last.id, next_seq = last.seq + 1, next_batch_number = last.batch + 1,
           audience_count = coalesce(audience_count, 0) + last.added
      FROM last WHERE campaign.id = $6 AND last.added > 0
  )
  SELECT added FROM last`;
}
