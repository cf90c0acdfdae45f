import "server-only";
import { type Asked, askedSamples } from "../../audience/ask";
import { listedSql, nthIncludedSql } from "../../audience/listing";
import { lockExpansionSql } from "../../db/locks";
import { empty, type Fragment, sql } from "../../db/sql";
import { composed, statement } from "../../db/statement";
import {
  arrayOf,
  bigint,
  bool,
  instant,
  int,
  json,
  known,
  nothing,
  nullable,
  oneOf,
  type Slot,
  text,
} from "../../db/types";
import { messageStatus, skipReason } from "../../messages/rules";
import { sendingValueSql } from "../../settings/queries";
import { waitReasons } from "../core/batch";
import type { Wave } from "../core/waves";
import { numbersOfWave } from "../rules";

/** The statements of expand.ts. */

// Not the campaign's row: while its people are listed, its first batches leave and it can be paused. Room for the opt-outs of a
// chunk as a hash. The next statements ask for ranges of keys: a small table would be read whole all the same, and a plan that was
// prepared then would do so when it has grown. The commit is not waited for on disk: what follows from a chunk is committed behind
// it, so a crash of the database that loses the chunk has lost that as well, and whatever was called for has taken its chunk to the
// disk before.
export const lockExpansion = statement(
  {
    name: "expand-lock",
    prepared: true,
    params: { campaignId: int },
    row: { locked: nullable(nothing), memory: nullable(text), scans: nullable(text), commits: nullable(text) },
  },
  ({ campaignId }) => sql`
  SELECT ${lockExpansionSql(campaignId)} AS locked, set_config('work_mem', '64MB', true) AS memory,
         set_config('enable_seqscan', 'off', true) AS scans, set_config('synchronous_commit', 'off', true) AS commits`,
);

// The canary ends with a batch: as long as no other batch follows its own, people are missing or it has just become whole.
const canaryLackSql = sql`
  CASE WHEN canary_people > 0 AND next_batch_number = canary_batches + 1
       THEN canary_people - (SELECT coalesce(sum(recipients), 0) FROM batch
                              WHERE campaign_id = campaign.id AND number <= canary_batches)
       ELSE 0 END`;

export const readExpansion = statement(
  {
    name: "expand-campaign",
    prepared: true,
    params: { campaignId: int },
    row: {
      audience: json<unknown>(),
      ceiling: known(int, "set when it is launched"),
      cursor: int,
      timing: json<unknown>(),
      guards: json<unknown>(),
      waves: json<unknown>(),
      nextSeq: int,
      nextBatch: int,
      /** How many eligible people the canary still lacks. */
      canaryLack: known(bigint, "coalesce, else 0"),
      settings: nullable(json<object>()),
      at: known(instant, "a clock"),
    },
  },
  ({ campaignId }) => sql`
  SELECT audience, audience_ceiling_id AS ceiling, expanded_through_id AS cursor, timing, guards, waves,
         next_seq AS "nextSeq", next_batch_number AS "nextBatch", ${canaryLackSql} AS "canaryLack",
         ${sendingValueSql} AS settings, clock_timestamp() AS at
    FROM campaign WHERE id = ${campaignId} AND launched_at IS NOT NULL AND expanded_at IS NULL`,
);

/** The people of a chunk. `named` is null where everybody has the same turn. */
export type ChunkOfPeople = { asked: Asked; isSparse: boolean; named: NamedWaves | null };

/** Keys of places, the wave of each, and the wave of all other places. */
type NamedWaves = { keys: Slot; waves: Slot; last: Slot };

export function nameWaves(waves: readonly Wave[]): NamedWaves | null {
  if (waves.length <= 1) return null;
  const named = waves.flatMap(({ keys }, wave) => (keys ?? []).map((key) => ({ key, wave })));
  return {
    keys: arrayOf(text)(named.map(({ key }) => key)),
    waves: arrayOf(int)(named.map(({ wave }) => wave)),
    last: int(waves.length - 1),
  };
}

const oneByPlace: Wave[] = [0, 1].map((n) => ({ keys: [`${n}`], startsAt: new Date(0), waitReason: "" }));
const waveSamples = [null, nameWaves(oneByPlace)];
const chunkSamples: ChunkOfPeople[] = askedSamples.flatMap((asked) =>
  waveSamples.flatMap((named) => [true, false].map((isSparse) => ({ asked, isSparse, named }))),
);

/** The members of a chunk with their wave. */
function listedByWaveSql({ asked, isSparse, named }: ChunkOfPeople): Fragment {
  if (named === null) return listedSql(asked, isSparse);
  const { keys, waves, last } = named;
  return sql`
  SELECT member.id, member.phone, member.skip, coalesce(w.wave, ${last}::int) AS wave
    FROM (${listedSql(asked, isSparse)}) AS member
    LEFT JOIN unnest(${keys}::text[], ${waves}::int[]) AS w (place, wave) ON w.place = member.place`;
}

/** Who completes a canary that lacks so many, if anybody does; with waves it is of the first one. */
export const findCanaryEnd = composed(
  {
    name: "expand-canary-end",
    row: { id: known(int, "of a subscriber, though the plan passes an outer join") },
    samples: chunkSamples.map((chunk) => ({ chunk, lack: 1 })),
  },
  ({ chunk, lack }) => sql`
  SELECT id FROM (${listedByWaveSql(chunk)}) AS member
   WHERE skip = 0 ${chunk.named ? sql`AND wave = 0` : empty}
   ORDER BY id OFFSET ${int(lack)}::int - 1 LIMIT 1`,
);

export const findNth = composed(
  { name: "expand-nth", row: { id: int }, samples: askedSamples.map((asked) => ({ asked, nth: 1 })) },
  ({ asked, nth }) => nthIncludedSql(asked, int(nth)),
);

type Insertion = { chunk: ChunkOfPeople; campaignId: number; nextSeq: number };
const insertionsOf = (areWaves: boolean) =>
  chunkSamples
    .filter(({ named }) => (named !== null) === areWaves)
    .map((chunk) => ({ chunk, campaignId: 1, nextSeq: 1 }));

const columnsSql = sql`
  id, phone, CASE WHEN skip = 0 THEN ${messageStatus.queued} ELSE ${messageStatus.skipped} END, skip, now()`;

/** One pass in the order of the people. */
export const insertMessages = composed(
  { name: "expand-messages", samples: insertionsOf(false) },
  ({ chunk, campaignId, nextSeq }: Insertion) => sql`
  INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at)
  SELECT ${int(campaignId)}, ${int(nextSeq)}::int - 1 + number, ${columnsSql}
    FROM (${listedSql(chunk.asked, chunk.isSparse)}) AS member`,
);

/** The same by wave, and within a wave in the order of the people; says how many are in which. */
export const insertMessagesByWave = composed(
  {
    name: "expand-messages-by-wave",
    row: { wave: known(int, "coalesce"), people: known(int, "count") },
    samples: insertionsOf(true),
  },
  ({ chunk, campaignId, nextSeq }: Insertion) => sql`
  WITH member AS MATERIALIZED (${listedByWaveSql(chunk)}
  ), inserted AS (
    INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at)
    SELECT ${int(campaignId)}, ${int(nextSeq)}::int - 1 + row_number() OVER (ORDER BY wave, id ROWS UNBOUNDED PRECEDING),
           ${columnsSql}
      FROM member ORDER BY wave, id
  )
  SELECT wave, count(*)::int AS people FROM member GROUP BY wave ORDER BY wave`,
);

/** Of a later wave: the numbers of the first one are counted at the campaign. */
export const readNextNumber = statement(
  { name: "expand-next-number", params: { campaignId: int, lowest: int }, row: { number: known(int, "coalesce") } },
  ({ campaignId, lowest }) => sql`
  SELECT coalesce(max(number), ${lowest}) + 1 AS number FROM batch
   WHERE campaign_id = ${campaignId} AND number > ${lowest} AND number <= ${lowest} + ${numbersOfWave}`,
);

// Only the few who are skipped are looked at: the batches between them are arithmetic. Skipped people ride along in the range of
// the batch around them and do not fill it: `place` counts from 0 which batch of this part of the chunk somebody belongs to.
export const insertBatches = statement(
  {
    name: "expand-batches",
    prepared: true,
    params: {
      campaignId: int,
      firstSeq: int,
      people: int,
      number: int,
      batchSize: int,
      startsAt: nullable(instant),
      waitReason: oneOf(waitReasons),
    },
    row: {
      total: known(int, "given"),
      eligible: known(int, "given less a count"),
      optedOut: known(int, "count"),
      noConsent: known(int, "count"),
      capped: known(int, "count"),
      batches: known(int, "there is always a batch"),
    },
  },
  ({ campaignId, firstSeq, people, number, batchSize, startsAt, waitReason }) => sql`
  WITH skipped AS MATERIALIZED (
    SELECT seq, code, (seq - ${firstSeq}::int + 1 - (row_number() OVER (ORDER BY seq))::int) / ${batchSize}::int AS place
      FROM message WHERE campaign_id = ${campaignId} AND seq BETWEEN ${firstSeq}::int AND ${firstSeq}::int + ${people}::int - 1 AND code <> 0
  ), exceptions AS (
    INSERT INTO message_exception (campaign_id, status, seq)
    SELECT ${campaignId}, ${messageStatus.skipped}, seq FROM skipped
  ), total AS MATERIALIZED (
    SELECT ${people}::int - count(*)::int AS eligible, coalesce(max(place), 0) AS last_place,
           count(*) FILTER (WHERE code = ${skipReason.opted_out})::int AS opted_out,
           count(*) FILTER (WHERE code = ${skipReason.no_consent})::int AS no_consent,
           count(*) FILTER (WHERE code = ${skipReason.capped})::int AS capped
      FROM skipped
  ), sizes AS (
    SELECT place, greatest(0, least(${batchSize}::int, eligible - place * ${batchSize}::int)) AS recipients,
           coalesce(s.people, 0) AS skipped
      FROM total
      CROSS JOIN LATERAL generate_series(0, greatest(last_place, (eligible - 1) / ${batchSize}::int)) AS place
      LEFT JOIN (SELECT place, count(*)::int AS people FROM skipped GROUP BY place) AS s USING (place)
  ), ranges AS MATERIALIZED (
    SELECT place, recipients, ${firstSeq}::int - 1 + (sum(recipients + skipped) OVER (ORDER BY place))::int AS last_seq,
           recipients + skipped AS people
      FROM sizes
  ), batches AS (
    INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id,
                       recipients, state, next_attempt_at, wait_reason, updated_at)
    SELECT ${campaignId}, ${number}::int + place, last_seq - people + 1, last_seq,
           (SELECT subscriber_id FROM message WHERE campaign_id = ${campaignId} AND seq = last_seq - people + 1),
           (SELECT subscriber_id FROM message WHERE campaign_id = ${campaignId} AND seq = last_seq),
           recipients, CASE WHEN recipients > 0 THEN 'ready' ELSE 'empty' END,
           greatest(now(), ${startsAt}::timestamptz), ${waitReason}, now()
      FROM ranges
     ORDER BY place
  )
  SELECT ${people}::int AS total, eligible, opted_out AS "optedOut", no_consent AS "noConsent", capped,
         (SELECT max(place) + 1 FROM ranges) AS batches
    FROM total`,
);

// The last statement of a chunk: whoever pauses the campaign or counts its messages waits for these rows only until the commit.
// The first chunk freezes the waves. Of those who were wanted first for the canary there may be fewer: people opted out since, or
// the first wave is small.
export const bookChunk = statement(
  {
    name: "expand-book",
    prepared: true,
    params: {
      campaignId: int,
      through: int,
      nextSeq: int,
      /** Of the first wave. */
      nextBatch: int,
      total: int,
      eligible: int,
      optedOut: int,
      noConsent: int,
      capped: int,
      isComplete: bool,
      lacksCanary: bool,
      waves: json<readonly Wave[]>(),
    },
  },
  ({
    campaignId,
    through,
    nextSeq,
    nextBatch,
    total,
    eligible,
    optedOut,
    noConsent,
    capped,
    isComplete,
    lacksCanary,
    waves,
  }) => sql`
  WITH counters AS (
    INSERT INTO campaign_counter AS c (campaign_id, status, code, messages)
    SELECT ${campaignId}, status, code, people
      FROM (VALUES
        (${messageStatus.queued}, 0, ${eligible}::int),
        (${messageStatus.skipped}, ${skipReason.opted_out}, ${optedOut}::int),
        (${messageStatus.skipped}, ${skipReason.no_consent}, ${noConsent}::int),
        (${messageStatus.skipped}, ${skipReason.capped}, ${capped}::int)) AS v (status, code, people)
     WHERE people > 0 ORDER BY status, code
    ON CONFLICT (campaign_id, status, code) DO UPDATE SET messages = c.messages + excluded.messages
  )
  UPDATE campaign
     SET expanded_through_id = ${through}, next_seq = ${nextSeq}, next_batch_number = ${nextBatch},
         audience_count = coalesce(audience_count, 0) + ${total}::int,
         expanded_at = CASE WHEN ${isComplete} THEN now() END,
         canary_batches = CASE WHEN ${lacksCanary} THEN ${nextBatch}::int - 1 ELSE canary_batches END,
         canary_people = CASE WHEN ${isComplete} AND ${lacksCanary} THEN (SELECT coalesce(sum(recipients), 0) FROM batch
                                                           WHERE campaign_id = campaign.id AND number < ${nextBatch}::int) ELSE canary_people END,
         waves = CASE WHEN waves = '[]' THEN ${waves}::jsonb ELSE waves END,
         updated_at = now()
   WHERE campaign.id = ${campaignId}`,
);
