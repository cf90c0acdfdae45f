import "server-only";
import { ask } from "../../audience/ask";
import { takeFrequencyCapLock, widestRange } from "../../audience/frequency-cap";
import { type Audience, audienceSchema } from "../../audience/schema";
import { type AudienceSplit, nobody, plus } from "../../audience/views";
import { moveCampaign } from "../../campaigns/move";
import type { Sql } from "../../db/pool";
import type { RowOf } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { systemActor } from "../../events/actor";
import { faultPoint } from "../../faults";
import { sendingSettingsOf } from "../../settings/queries";
import type { FrequencyCap } from "../../settings/schema";
import type { Wave } from "../core/waves";
import { numbersOfWave } from "../rules";
import { wavesOf } from "./freeze-waves";
import {
  bookChunk,
  type ChunkOfPeople,
  findCanaryEnd,
  findNth,
  insertBatches,
  insertMessages,
  insertMessagesByWave,
  lockExpansion,
  nameWaves,
  readExpansion,
  readNextNumber,
} from "./sql";

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
  const campaign = await findExpansion(tx, campaignId, now);
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
function book(tx: Sql, campaignId: number, campaign: Expansion, chunk: Chunk): Promise<number> {
  const { canaryLack, waves } = campaign;
  const { through, nextBatch, people, isComplete } = chunk;
  const nextSeq = campaign.nextSeq + people.total;
  return bookChunk.run(tx, {
    ...{ campaignId, through, nextSeq, nextBatch, ...people, isComplete, waves },
    lacksCanary: canaryLack > 0,
  });
}

async function findExpansion(tx: Sql, campaignId: number, now?: Clock): Promise<Expansion | null> {
  await lockExpansion.run(tx, { campaignId });
  const campaign = await readExpansion.first(tx, { campaignId });
  if (!campaign) return null;
  const settings = sendingSettingsOf(campaign.settings);
  const cap = settings.frequencyCap;
  await takeFrequencyCapLock(tx, cap);
  const audience = audienceSchema.parse(campaign.audience);
  const waves = await wavesOf(tx, campaign, settings, now ? await now(tx) : campaign.at);
  return { ...campaign, audience, waves, cap };
}

/** The rows of a chunk that were written: up to which subscriber, and how many of each kind. */
type Chunk = { through: number; nextBatch: number; people: AudienceSplit; isComplete: boolean };

async function insertChunk(tx: Sql, campaignId: number, campaign: Expansion, batchSize: number): Promise<Chunk> {
  const { ceiling, nextSeq, nextBatch } = campaign;
  const through = await endOf(tx, campaignId, campaign);
  const parts = await insertPeople(tx, campaignId, campaign, through);
  const chunk = { through, nextBatch, people: nobody };
  let seq = nextSeq;
  for (const { wave, people } of parts) {
    const { batches, ...found } = await insertPart(tx, campaignId, campaign, { wave, people, seq, batchSize });
    if (wave === 0) chunk.nextBatch += batches;
    chunk.people = plus(chunk.people, found);
    seq += people;
  }
  return { ...chunk, isComplete: through === ceiling };
}

/** The last subscriber of a chunk, or of the canary if that is complete before. */
async function endOf(tx: Sql, campaignId: number, campaign: Expansion): Promise<number> {
  const { canaryLack } = campaign;
  const last = campaign.cursor === 0 ? await endOfFirst(tx, campaign) : endOfLater(campaign);
  if (canaryLack <= 0) return last;
  const canary = await findCanaryEnd.first(tx, { chunk: chunkOf(campaignId, campaign, last), lack: canaryLack });
  return canary?.id ?? last;
}

function chunkOf(campaignId: number, campaign: Expansion, through: number): ChunkOfPeople {
  const { audience, cap, cursor, waves } = campaign;
  const asked = ask(audience, cap, { above: cursor, through, campaignId });
  return { asked, isSparse: isSparse(campaign, through), named: nameWaves(waves) };
}

/** With so many people, if there are more: counted, wherever their ids begin. */
async function endOfFirst(tx: Sql, { audience, ceiling, cap }: Expansion): Promise<number> {
  const reach = cap ? Math.min(ceiling, widestRange) : ceiling;
  if (reach <= firstChunkSize) return reach;
  const found = await findNth.first(tx, { asked: ask(audience, null, { through: reach }), nth: firstChunkSize });
  return found?.id ?? reach;
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
async function insertPeople(tx: Sql, campaignId: number, campaign: Expansion, through: number): Promise<Part[]> {
  const insertion = { chunk: chunkOf(campaignId, campaign, through), campaignId, nextSeq: campaign.nextSeq };
  if (insertion.chunk.named) return insertMessagesByWave.rows(tx, insertion);
  const people = await insertMessages.run(tx, insertion);
  return people > 0 ? [{ wave: 0, people }] : [];
}

type Placed = Part & { seq: number; batchSize: number };

async function insertPart(
  tx: Sql,
  campaignId: number,
  { waves, nextBatch }: Expansion,
  { wave, people, seq, batchSize }: Placed,
): Promise<RowOf<typeof insertBatches>> {
  const lowest = wave * numbersOfWave;
  const number = wave === 0 ? nextBatch : (await readNextNumber.one(tx, { campaignId, lowest })).number;
  const { startsAt, waitReason } = waves[wave] ?? { startsAt: null, waitReason: "" };
  return insertBatches.one(tx, { campaignId, firstSeq: seq, people, number, batchSize, startsAt, waitReason });
}
