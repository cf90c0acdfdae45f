import "server-only";
import { membersParameters, membersSql } from "../campaigns/audience";
import { enqueueDispatch } from "../campaigns/dispatch";
import { holdFrequencyCap } from "../campaigns/frequency-cap";
import { type Audience, audienceSchema } from "../campaigns/schema";
import type { Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { faultPoint } from "../faults";
import { messageStatus, skipReason } from "../messages/rules";
import type { FrequencyCap } from "../settings/schema";

/**
 * Turns the audience into rows of `message` and `batch`, in chunks, before Sinch hears of anybody.
 * Everybody in the audience gets a row, the skipped ones with their reason. Each chunk is one transaction together
 * with the cursor: after a crash the next run goes on behind the last chunk, and nobody gets two rows.
 * Expansion goes on while a campaign is paused or canceled, so that its ledger is always complete.
 */
const chunkSize = 100_000;

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
  /** How many eligible people the canary still lacks. */
  canaryLack: number;
};

/** Returns whether the audience is complete. */
async function expandChunk(tx: Sql, campaignId: number, batchSize: number): Promise<boolean> {
  const found = await tx.query<Expansion>(
    `SELECT audience, audience_ceiling_id AS ceiling, expanded_through_id AS cursor,
            next_seq AS "nextSeq", next_batch_number AS "nextBatch", ${canaryLackSql} AS "canaryLack"
       FROM campaign WHERE id = $1 AND launched_at IS NOT NULL AND expanded_at IS NULL FOR UPDATE`,
    [campaignId],
  );
  const campaign = found.rows[0];
  if (!campaign) return true;
  const size = campaign.nextSeq === 1 ? firstChunkSize : chunkSize;
  const isComplete = await insertChunk(tx, campaignId, campaign, size, batchSize);
  await tx.query(
    `UPDATE campaign
        SET status = CASE WHEN status = 'preparing' THEN 'sending' ELSE status END,
            expanded_at = CASE WHEN $2 THEN now() END,
            canary_batches = CASE WHEN $3 THEN next_batch_number - 1 ELSE canary_batches END,
            updated_at = now()
      WHERE id = $1`,
    [campaignId, isComplete, campaign.canaryLack > 0],
  );
  // In between the lanes look for new batches by themselves.
  if (campaign.nextSeq === 1 || isComplete) await enqueueDispatch(tx, campaignId);
  faultPoint("expand.beforeCommit");
  return isComplete;
}

/** Returns whether nobody is left behind this chunk. */
async function insertChunk(
  tx: Sql,
  campaignId: number,
  campaign: Expansion,
  size: number,
  batchSize: number,
): Promise<boolean> {
  const audience: Audience = audienceSchema.parse(campaign.audience);
  const cap = await holdFrequencyCap(tx);
  // Room for the suppression list as a hash.
  await tx.query("SET LOCAL work_mem = '64MB'");
  const { cursor, ceiling, nextSeq, nextBatch, canaryLack } = campaign;
  const members = membersParameters(audience);
  const end = await tx.query<{ id: number | null }>(endSql(audience), [...members, cursor, ceiling, size]);
  const last = end.rows[0]?.id ?? null;
  if (last === null) return true;
  const canary =
    canaryLack > 0
      ? await tx.query<{ id: number }>(canaryEndSql(audience, cap), [...members, cursor, last, campaignId, canaryLack])
      : null;
  const through = canary?.rows[0]?.id ?? last;
  const inserted = await tx.query(messagesSql(audience, cap), [...members, cursor, through, campaignId, nextSeq]);
  const added = inserted.rowCount ?? 0;
  await tx.query(batchesSql, [campaignId, nextSeq, added, nextBatch, batchSize, through]);
  return through === last && added < size;
}

// The canary ends with a batch: as long as no other batch follows its own, people are missing or it has just become whole.
const canaryLackSql = `
  CASE WHEN canary_people > 0 AND next_batch_number = canary_batches + 1
       THEN canary_people - (SELECT coalesce(sum(recipients), 0) FROM batch
                              WHERE campaign_id = campaign.id AND number <= canary_batches)
       ELSE 0 END`;

// $1 $2 audience, $3 cursor, $4 ceiling, $5 chunk. Where the chunk ends is asked first: a LIMIT on the people themselves would
// have the planner probe the suppression list for each of them.
function endSql(audience: Audience): string {
  return `
  SELECT max(id) AS id
    FROM (SELECT id FROM (${membersSql(audience, null)}) AS member
           WHERE id > $3 AND id <= $4
           ORDER BY id LIMIT $5) AS chunk`;
}

// $1 $2 audience, $3 cursor, $4 end of the chunk, $5 campaign, $6 how many the canary lacks: who completes it, if anybody.
function canaryEndSql(audience: Audience, cap: FrequencyCap | null): string {
  return `
  SELECT id FROM (${membersSql(audience, cap)}) AS member
   WHERE id > $3 AND id <= $4 AND skip = 0 AND $5::int IS NOT NULL
   ORDER BY id OFFSET $6::int - 1 LIMIT 1`;
}

// $1 $2 audience, $3 cursor, $4 end of the chunk, $5 campaign, $6 next seq. One pass in the order of the people.
function messagesSql(audience: Audience, cap: FrequencyCap | null): string {
  return `
  INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at)
  SELECT $5, $6::int - 1 + row_number() OVER (ORDER BY id ROWS UNBOUNDED PRECEDING), id, phone,
         CASE WHEN skip = 0 THEN ${messageStatus.queued} ELSE ${messageStatus.skipped} END, skip, now()
    FROM (${membersSql(audience, cap)}) AS member
   WHERE id > $3 AND id <= $4
   ORDER BY id`;
}

// $1 campaign, $2 first seq, $3 people, $4 next batch number, $5 batch size, $6 end of the chunk. Only the few who are
// skipped are looked at: the batches between them are arithmetic. Skipped people ride along in the range of the batch around them and do not fill
// it: \`place\` counts from 0 which batch of this chunk somebody belongs to.
const batchesSql = `
  WITH skipped AS MATERIALIZED (
    SELECT seq, code, (seq - $2::int + 1 - (row_number() OVER (ORDER BY seq))::int) / $5::int AS place
      FROM message WHERE campaign_id = $1 AND seq BETWEEN $2::int AND $2::int + $3::int - 1 AND code <> 0
  ), exceptions AS (
    INSERT INTO message_exception (campaign_id, status, seq)
    SELECT $1, ${messageStatus.skipped}, seq FROM skipped
  ), total AS MATERIALIZED (
    SELECT $3::int - count(*)::int AS eligible, coalesce(max(place), 0) AS last_place,
           count(*) FILTER (WHERE code = ${skipReason.opted_out}) AS opted_out,
           count(*) FILTER (WHERE code = ${skipReason.no_consent}) AS no_consent,
           count(*) FILTER (WHERE code = ${skipReason.capped}) AS capped
      FROM skipped
  ), sizes AS (
    SELECT place, greatest(0, least($5::int, eligible - place * $5::int)) AS recipients,
           coalesce(s.people, 0) AS skipped
      FROM total
      CROSS JOIN LATERAL generate_series(0, greatest(last_place, (eligible - 1) / $5::int)) AS place
      LEFT JOIN (SELECT place, count(*)::int AS people FROM skipped GROUP BY place) AS s USING (place)
  ), ranges AS MATERIALIZED (
    SELECT place, recipients, $2::int - 1 + (sum(recipients + skipped) OVER (ORDER BY place))::int AS last_seq,
           recipients + skipped AS people
      FROM sizes
  ), batches AS (
    INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id,
                       recipients, state, next_attempt_at, updated_at)
    SELECT $1, $4::int + place, last_seq - people + 1, last_seq,
           (SELECT subscriber_id FROM message WHERE campaign_id = $1 AND seq = last_seq - people + 1),
           (SELECT subscriber_id FROM message WHERE campaign_id = $1 AND seq = last_seq),
           recipients, CASE WHEN recipients > 0 THEN 'ready' ELSE 'empty' END, now(), now()
      FROM ranges
     ORDER BY place
  ), counters AS (
    INSERT INTO campaign_counter AS c (campaign_id, status, code, messages)
    SELECT $1, status, code, people
      FROM total CROSS JOIN LATERAL (VALUES
        (${messageStatus.queued}, 0, eligible),
        (${messageStatus.skipped}, ${skipReason.opted_out}, opted_out),
        (${messageStatus.skipped}, ${skipReason.no_consent}, no_consent),
        (${messageStatus.skipped}, ${skipReason.capped}, capped)) AS v (status, code, people)
     WHERE people > 0 ORDER BY status, code
    ON CONFLICT (campaign_id, status, code) DO UPDATE SET messages = c.messages + excluded.messages
  )
  UPDATE campaign
     SET expanded_through_id = $6, next_seq = $2::int + $3::int,
         next_batch_number = $4::int + (SELECT max(place) FROM ranges) + 1,
         audience_count = coalesce(audience_count, 0) + $3::int
   WHERE campaign.id = $1`;
