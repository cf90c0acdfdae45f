import "server-only";
import { holdFrequencyCap, widestRange } from "../../audience/frequency-cap";
import { nthIncludedSql } from "../../audience/listing";
import { membersParameters } from "../../audience/members";
import { type Audience, audienceSchema } from "../../audience/schema";
import { type AudienceSplit, nobody, plus } from "../../audience/views";
import { moveCampaign } from "../../campaigns/move";
import type { Sql } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { systemActor } from "../../events/actor";
import { faultPoint } from "../../faults";
import { sendingSettingsOf, sendingValueSql } from "../../settings/queries";
import type { FrequencyCap } from "../../settings/schema";
import type { Wave } from "../core/waves";
import { numbersOfWave } from "../rules";
import { type Plans, wavesOf } from "./freeze-waves";
import { batchesSql, bookSql, canaryEndSql, canaryLackSql, messagesByWaveSql, messagesSql } from "./sql";

/**
 * Turns the audience into rows of `message` and `batch`, in chunks, before Sinch hears of anybody.
 * Everybody in the audience gets a row, the skipped ones with their reason. Each chunk is one transaction together
 * with the cursor: after a crash the next run goes on behind the last chunk, and nobody gets two rows.
 * Expansion goes on while a campaign is paused or canceled, so that its ledger is always complete. The campaign's lanes wait for
 * its batches by themselves.
 */
const chunkSize = 250_000;

/** Later people may lie closer together than those before: so many ids at most, and a chunk ends in seconds all the same. */
const widestChunk = 1_000_000;

/** The first chunk is small, so that the first message leaves at once, and large enough to be all of most campaigns. */
const firstChunkSize = 10_000;

const expansion = systemActor("expansion");

type Clock = (tx: Sql) => Promise<Date>;

/** Each part of the audience has its turn: see waves.ts. Tests say what time it is; else the database does. */
export async function expandCampaign(
  campaignId: number,
  batchSize: number,
  signal: AbortSignal,
  now?: Clock,
): Promise<void> {
  while (!signal.aborted) {
    const isComplete = await inTransaction((tx) => expandChunk(tx, campaignId, batchSize, now));
    faultPoint("expand.afterCommit");
    if (isComplete) return;
  }
}

type Expansion = {
  audience: Audience;
  ceiling: number;
  cursor: number;
  nextSeq: number;
  nextBatch: number;
  /** How many eligible people the canary still lacks. */
  canaryLack: number;
  waves: Wave[];
  cap: FrequencyCap | null;
};

/** Returns whether the audience is complete. */
async function expandChunk(tx: Sql, campaignId: number, batchSize: number, now?: Clock): Promise<boolean> {
  const campaign = await lockExpansion(tx, campaignId, now);
  if (!campaign) return true;
  const chunk = await insertChunk(tx, campaignId, campaign, batchSize);
  // With its first people listed it is under way, unless a person paused or canceled it meanwhile.
  if (campaign.cursor === 0)
    await moveCampaign(tx, campaignId, { to: "sending", from: ["preparing"], actor: expansion });
  await book(tx, campaignId, campaign, chunk);
  faultPoint("expand.beforeCommit");
  return chunk.isComplete;
}

/** The last statement of a chunk: whoever pauses the campaign or counts its messages waits for these rows only. */
function book(tx: Sql, campaignId: number, campaign: Expansion, chunk: Chunk): Promise<unknown> {
  const { nextSeq, canaryLack, waves } = campaign;
  const { through, nextBatch, people, isComplete } = chunk;
  const { total, eligible, optedOut, noConsent, capped } = people;
  const values = [
    ...[campaignId, through, nextSeq + total, nextBatch, total, eligible, optedOut, noConsent, capped],
    ...[isComplete, canaryLack > 0, JSON.stringify(waves)],
  ];
  return tx.query({ name: "expand-book", text: bookSql, values });
}

// Not the campaign's row: while its people are listed, its first batches leave and it can be paused. Room for the opt-outs of a
// chunk as a hash. What follows asks for ranges of keys: a small table would be read whole all the same, and a plan that was
// prepared then would do so when it has grown. The commit is not waited for on disk: what follows from a chunk is committed behind
// it, so a crash of the database that loses the chunk has lost that as well, and whatever was called for has taken its chunk to the
// disk before.
const lockSql = `
  SELECT pg_advisory_xact_lock(hashtextextended('expand ' || $1::int, 0)),
         set_config('work_mem', '64MB', true), set_config('enable_seqscan', 'off', true),
         set_config('synchronous_commit', 'off', true)`;

const expansionSql = `
  SELECT audience, audience_ceiling_id AS ceiling, expanded_through_id AS cursor, timing, guards, waves,
         next_seq AS "nextSeq", next_batch_number AS "nextBatch", ${canaryLackSql} AS "canaryLack",
         ${sendingValueSql.sql} AS settings, clock_timestamp() AS at
    FROM campaign WHERE id = $1 AND launched_at IS NOT NULL AND expanded_at IS NULL`;

type Row = Omit<Expansion, "audience" | "waves" | "cap"> & Plans & { settings: object | null; at: Date };

async function lockExpansion(tx: Sql, campaignId: number, now?: Clock): Promise<Expansion | null> {
  await tx.query({ name: "expand-lock", text: lockSql, values: [campaignId] });
  const found = await tx.query<Row>({ name: "expand-campaign", text: expansionSql, values: [campaignId] });
  const campaign = found.rows[0];
  if (!campaign) return null;
  const settings = sendingSettingsOf(campaign.settings);
  const cap = settings.frequencyCap;
  await holdFrequencyCap(tx, cap);
  const audience = audienceSchema.parse(campaign.audience);
  const waves = await wavesOf(tx, campaign, settings, now ? await now(tx) : campaign.at);
  return { ...campaign, audience, waves, cap };
}

/** What was written of a chunk: up to which subscriber, and how many of them are what. */
type Chunk = { through: number; nextBatch: number; people: AudienceSplit; isComplete: boolean };

async function insertChunk(tx: Sql, campaignId: number, campaign: Expansion, batchSize: number): Promise<Chunk> {
  const { ceiling, nextSeq, nextBatch } = campaign;
  const through = await endOf(tx, campaignId, campaign);
  const parts = await insertMessages(tx, campaignId, campaign, through);
  const chunk = { through, nextBatch, people: nobody };
  let seq = nextSeq;
  for (const { wave, people } of parts) {
    const { batches, ...found } = await insertBatches(tx, campaignId, campaign, { wave, people, seq, batchSize });
    if (wave === 0) chunk.nextBatch += batches;
    chunk.people = plus(chunk.people, found);
    seq += people;
  }
  return { ...chunk, isComplete: through === ceiling };
}

/** The last subscriber of a chunk, or of the canary if that is complete before. */
async function endOf(tx: Sql, campaignId: number, campaign: Expansion): Promise<number> {
  const { audience, cursor, canaryLack, waves, cap } = campaign;
  const members = membersParameters(audience);
  const last = cursor === 0 ? await endOfFirst(tx, campaign) : endOfLater(campaign);
  if (canaryLack <= 0) return last;
  const canary = await tx.query<{ id: number }>(
    canaryEndSql(audience, cap, isSparse(campaign, last), waves.length > 1),
    [...[...members, cursor, last, campaignId, canaryLack], ...waveParameters(waves)],
  );
  return canary.rows[0]?.id ?? last;
}

/** With so many people, if there are more: counted, wherever their ids begin. */
async function endOfFirst(tx: Sql, { audience, ceiling, cap }: Expansion): Promise<number> {
  const reach = cap ? Math.min(ceiling, widestRange) : ceiling;
  if (reach <= firstChunkSize) return reach;
  const values = [...membersParameters(audience), 0, reach, firstChunkSize];
  const { rows } = await tx.query<{ id: number }>(nthIncludedSql(audience), values);
  return rows[0]?.id ?? reach;
}

/** With about so many people: as many ids as they would take if they lay like those before, which costs nothing to find out. */
function endOfLater({ cursor, ceiling, nextSeq, cap }: Expansion): number {
  const idsEach = cursor / Math.max(1, nextSeq - 1);
  const ids = Math.min(Math.ceil(chunkSize * idsEach), cap ? widestRange : widestChunk);
  return Math.min(ceiling, cursor + ids);
}

/** Whether fetching somebody, at ten times the cost of reading past, is cheaper. Later chunks are narrow enough to be read through. */
function isSparse({ cursor }: Expansion, through: number): boolean {
  return cursor === 0 && through > 10 * firstChunkSize;
}

type Part = { wave: number; people: number };

/** How many people of which wave there are, in the order in which they were written. */
async function insertMessages(tx: Sql, campaignId: number, campaign: Expansion, through: number): Promise<Part[]> {
  const { audience, cap, cursor, nextSeq, waves } = campaign;
  const sql = waves.length > 1 ? messagesByWaveSql : messagesSql;
  const values = [...membersParameters(audience), cursor, through, campaignId, nextSeq, ...waveParameters(waves)];
  const { rows, rowCount } = await tx.query<Part>(sql(audience, cap, isSparse(campaign, through)), values);
  if (waves.length > 1) return rows;
  return rowCount ? [{ wave: 0, people: rowCount }] : [];
}

/** $7 to $9 of the statements that ask for somebody's wave, if there are several; the last wave is everybody else's. */
function waveParameters(waves: readonly Wave[]): [string[], number[], number] | [] {
  if (waves.length <= 1) return [];
  const named = waves.flatMap(({ keys }, wave) => (keys ?? []).map((key) => ({ key, wave })));
  return [named.map(({ key }) => key), named.map(({ wave }) => wave), waves.length - 1];
}

type Placed = Part & { seq: number; batchSize: number };

async function insertBatches(
  tx: Sql,
  campaignId: number,
  { waves, nextBatch }: Expansion,
  { wave, people, seq, batchSize }: Placed,
): Promise<AudienceSplit & { batches: number }> {
  const number = wave === 0 ? nextBatch : await nextNumber(tx, campaignId, wave);
  const { startsAt, hold } = waves[wave] ?? { startsAt: null, hold: "" };
  const values = [campaignId, seq, people, number, batchSize, startsAt, hold];
  const query = { name: "expand-batches", text: batchesSql, values };
  const { rows } = await tx.query<AudienceSplit & { batches: number }>(query);
  return rows[0] ?? { ...nobody, batches: 0 };
}

/** Of a later wave: the numbers of the first one are counted at the campaign. */
async function nextNumber(tx: Sql, campaignId: number, wave: number): Promise<number> {
  const lowest = wave * numbersOfWave;
  const { rows } = await tx.query<{ number: number }>(
    "SELECT coalesce(max(number), $2) + 1 AS number FROM batch WHERE campaign_id = $1 AND number > $2 AND number <= $3",
    [campaignId, lowest, lowest + numbersOfWave],
  );
  return rows[0]?.number ?? lowest + 1;
}
