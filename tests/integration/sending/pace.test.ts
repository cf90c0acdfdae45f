import { beforeEach, expect, test } from "vitest";
import { type Claim, claimBatch } from "@/lib/sending/claim";
import { paceOf, reserveDirect } from "@/lib/sending/pace";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();
const plan = { id: "p", messagesPerSecond: 100 };
const size = 10;
/** What a batch takes of the plan, in seconds. */
const share = size / paceOf(plan);

beforeEach(async () => {
  await database.query("TRUNCATE campaign, batch, plan_limiter RESTART IDENTITY CASCADE");
});

async function addCampaign(batches: number): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    "INSERT INTO campaign (name, status) VALUES ('Test', 'sending') RETURNING id",
  );
  await database.query(
    `INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state)
     SELECT $1, n, 1, 1, 1, 1, $3, 'ready' FROM generate_series(1, $2::int) n`,
    [rows[0]?.id, batches, size],
  );
  return rows[0]?.id ?? 0;
}

async function claim(campaignId: number, lateness = 0): Promise<Claim> {
  const claimed = await claimBatch(campaignId, plan, { lead: 0, lateness });
  if (!claimed) throw new Error("nothing to claim");
  return claimed;
}

async function databaseSeconds(): Promise<number> {
  const { rows } = await database.query("SELECT extract(epoch FROM clock_timestamp())::float8 AS now");
  return rows[0]?.now;
}

test("slots follow each other at the plan's rate, however many ask at once", async () => {
  const campaignId = await addCampaign(12);
  const before = await databaseSeconds();
  const claims = await Promise.all(Array.from({ length: 12 }, () => claim(campaignId)));
  const at = claims.map(({ slot }) => slot.at).sort((one, other) => one - other);
  expect(at[0]).toBeGreaterThanOrEqual(before);
  for (const [index, moment] of at.entries()) expect(moment - (at[0] ?? 0)).toBeCloseTo(index * share, 5);
});

test("idle time earns nothing", async () => {
  const campaignId = await addCampaign(3);
  await claim(campaignId);
  await database.query("UPDATE plan_limiter SET next_batch_at = next_batch_at - 3600");
  const first = await claim(campaignId);
  const second = await claim(campaignId);
  expect(second.slot.at - first.slot.at).toBeCloseTo(share, 5);
});

test("a lane that found nothing to send reserves nothing", async () => {
  const campaignId = await addCampaign(1);
  await claim(campaignId);
  const { rows: before } = await database.query("SELECT next_batch_at FROM plan_limiter");
  expect(await claimBatch(campaignId, plan)).toBeNull();
  expect((await database.query("SELECT next_batch_at FROM plan_limiter")).rows).toEqual(before);
});

test("campaigns that ask in turn are served in turn", async () => {
  const [one, other] = [await addCampaign(5), await addCampaign(5)];
  const served: [number, number][] = [];
  for (let turn = 0; turn < 5; turn++) {
    for (const campaignId of [one, other]) served.push([(await claim(campaignId)).slot.at, campaignId]);
  }
  served.sort(([earlier], [later]) => earlier - later);
  expect(served.map(([, campaignId]) => campaignId)).toEqual(Array.from({ length: 5 }, () => [one, other]).flat());
});

test("a direct message waits for no batch, and moves them all back by its share", async () => {
  const campaignId = await addCampaign(10);
  const reserved = [await claim(campaignId), await claim(campaignId), await claim(campaignId)];
  expect(await reserveDirect(plan)).toBeLessThan(5);
  const next = await claim(campaignId);
  const last = reserved.at(-1)?.slot;
  expect(next.slot.at - (last?.at ?? 0)).toBeCloseTo(share + 1 / paceOf(plan), 5);
  expect(next.slot.movedBack - (last?.movedBack ?? 0)).toBeCloseTo(1 / paceOf(plan), 5);
});

test("direct messages keep to the plan's rate among themselves", async () => {
  const waits = [];
  for (let message = 0; message < 20; message++) waits.push(await reserveDirect(plan));
  expect(waits[0]).toBeLessThan(5);
  expect(Math.max(...waits)).toBeGreaterThan(100);
  expect(Math.max(...waits)).toBeLessThanOrEqual(200);
});

test("a batch that missed its slot moves the others back, so that they do not come too close", async () => {
  const campaignId = await addCampaign(3);
  const first = await claim(campaignId);
  const second = await claim(campaignId, 0.05);
  expect(second.slot.at - first.slot.at).toBeCloseTo(share + 0.05, 5);
  expect(second.slot.movedBack - first.slot.movedBack).toBeCloseTo(0.05, 5);
});

test("a clock that was set back holds up nobody for long", async () => {
  const campaignId = await addCampaign(2);
  await claim(campaignId);
  await database.query(
    "UPDATE plan_limiter SET next_batch_at = next_batch_at + 86400, next_direct_at = next_batch_at + 86400",
  );
  expect((await claim(campaignId)).slot.at - (await databaseSeconds())).toBeLessThanOrEqual(120);
  expect(await reserveDirect(plan)).toBeLessThanOrEqual(120_000);
});
