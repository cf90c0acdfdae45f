import "server-only";
import { listedSql } from "../../audience/listing";
import type { Audience } from "../../audience/schema";
import { messageStatus, skipReason } from "../../messages/rules";
import type { FrequencyCap } from "../../settings/schema";

/** The statements of expand.ts. */

// The canary ends with a batch: as long as no other batch follows its own, people are missing or it has just become whole.
export const canaryLackSql = `
  CASE WHEN canary_people > 0 AND next_batch_number = canary_batches + 1
       THEN canary_people - (SELECT coalesce(sum(recipients), 0) FROM batch
                              WHERE campaign_id = campaign.id AND number <= canary_batches)
       ELSE 0 END`;

// Of those who were wanted first there may be fewer: people opted out since, or the first wave is small.
const canaryFoundSql = `
  (SELECT coalesce(sum(recipients), 0) FROM batch WHERE campaign_id = campaign.id AND number < $4::int)`;

/** The members of a chunk with their wave: $7 keys of places, $8 the wave of each, $9 the wave of all other places. */
function wavesSql(audience: Audience, cap: FrequencyCap | null, isSparse: boolean): string {
  return `
  SELECT member.id, member.phone, member.skip, coalesce(w.wave, $9::int) AS wave
    FROM (${listedSql(audience, cap, isSparse)}) AS member LEFT JOIN unnest($7::text[], $8::int[]) AS w (place, wave) ON w.place = member.place`;
}

// $1 $2 audience, $3 cursor, $4 end of the chunk, $5 campaign, $6 how many the canary lacks: who completes it, if anybody. With
// waves ($7 to $9) it is of the first one.
export function canaryEndSql(
  audience: Audience,
  cap: FrequencyCap | null,
  isSparse: boolean,
  hasWaves: boolean,
): string {
  return `
  SELECT id FROM (${hasWaves ? wavesSql(audience, cap, isSparse) : listedSql(audience, cap, isSparse)}) AS member
   WHERE skip = 0 AND $5::int IS NOT NULL ${hasWaves ? "AND wave = 0" : ""}
   ORDER BY id OFFSET $6::int - 1 LIMIT 1`;
}

const columnsSql = `
  id, phone, CASE WHEN skip = 0 THEN ${messageStatus.queued} ELSE ${messageStatus.skipped} END, skip, now()`;

// $1 $2 audience, $3 cursor, $4 end of the chunk, $5 campaign, $6 next seq. One pass in the order of the people.
export function messagesSql(audience: Audience, cap: FrequencyCap | null, isSparse: boolean): string {
  return `
  INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at)
  SELECT $5, $6::int - 1 + number, ${columnsSql}
    FROM (${listedSql(audience, cap, isSparse)}) AS member`;
}

// The same by wave ($7 to $9), and within a wave in the order of the people; says how many are in which.
export function messagesByWaveSql(audience: Audience, cap: FrequencyCap | null, isSparse: boolean): string {
  return `
  WITH member AS MATERIALIZED (${wavesSql(audience, cap, isSparse)}
  ), inserted AS (
    INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at)
    SELECT $5, $6::int - 1 + row_number() OVER (ORDER BY wave, id ROWS UNBOUNDED PRECEDING), ${columnsSql}
      FROM member ORDER BY wave, id
  )
  SELECT wave, count(*)::int AS people FROM member GROUP BY wave ORDER BY wave`;
}

// $1 campaign, $2 first seq, $3 people, $4 next batch number, $5 batch size, $6 when they are due, $7 why not sooner. Only the few
// who are skipped are looked at: the batches between them are arithmetic. Skipped people ride along in the range of the batch
// around them and do not fill it: `place` counts from 0 which batch of this part of the chunk somebody belongs to.
export const batchesSql = `
  WITH skipped AS MATERIALIZED (
    SELECT seq, code, (seq - $2::int + 1 - (row_number() OVER (ORDER BY seq))::int) / $5::int AS place
      FROM message WHERE campaign_id = $1 AND seq BETWEEN $2::int AND $2::int + $3::int - 1 AND code <> 0
  ), exceptions AS (
    INSERT INTO message_exception (campaign_id, status, seq)
    SELECT $1, ${messageStatus.skipped}, seq FROM skipped
  ), total AS MATERIALIZED (
    SELECT $3::int - count(*)::int AS eligible, coalesce(max(place), 0) AS last_place,
           count(*) FILTER (WHERE code = ${skipReason.opted_out})::int AS opted_out,
           count(*) FILTER (WHERE code = ${skipReason.no_consent})::int AS no_consent,
           count(*) FILTER (WHERE code = ${skipReason.capped})::int AS capped
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
                       recipients, state, next_attempt_at, hold, updated_at)
    SELECT $1, $4::int + place, last_seq - people + 1, last_seq,
           (SELECT subscriber_id FROM message WHERE campaign_id = $1 AND seq = last_seq - people + 1),
           (SELECT subscriber_id FROM message WHERE campaign_id = $1 AND seq = last_seq),
           recipients, CASE WHEN recipients > 0 THEN 'ready' ELSE 'empty' END,
           greatest(now(), $6::timestamptz), $7, now()
      FROM ranges
     ORDER BY place
  )
  SELECT $3::int AS total, eligible, opted_out AS "optedOut", no_consent AS "noConsent", capped,
         (SELECT max(place) + 1 FROM ranges) AS batches
    FROM total`;

// $1 campaign, $2 end of the chunk, $3 next seq, $4 next batch number of the first wave, $5 people, $6 to $9 how many of them are
// eligible, opted out, without consent, capped, $10 whether the audience is complete, $11 whether the canary lacked people, $12 the
// waves, which the first chunk freezes. The last statement of a chunk: whoever pauses the campaign or counts its messages waits for
// these rows only until the commit.
export const bookSql = `
  WITH counters AS (
    INSERT INTO campaign_counter AS c (campaign_id, status, code, messages)
    SELECT $1, status, code, people
      FROM (VALUES
        (${messageStatus.queued}, 0, $6::int),
        (${messageStatus.skipped}, ${skipReason.opted_out}, $7::int),
        (${messageStatus.skipped}, ${skipReason.no_consent}, $8::int),
        (${messageStatus.skipped}, ${skipReason.capped}, $9::int)) AS v (status, code, people)
     WHERE people > 0 ORDER BY status, code
    ON CONFLICT (campaign_id, status, code) DO UPDATE SET messages = c.messages + excluded.messages
  )
  UPDATE campaign
     SET expanded_through_id = $2, next_seq = $3, next_batch_number = $4,
         audience_count = coalesce(audience_count, 0) + $5::int,
         expanded_at = CASE WHEN $10 THEN now() END,
         canary_batches = CASE WHEN $11 THEN $4::int - 1 ELSE canary_batches END,
         canary_people = CASE WHEN $10 AND $11 THEN ${canaryFoundSql} ELSE canary_people END,
         waves = CASE WHEN waves = '[]' THEN $12::jsonb ELSE waves END,
         updated_at = now()
   WHERE campaign.id = $1`;
