import { beforeEach, describe, expect, test } from "vitest";
import { type Claim, claimBatch } from "@/lib/sending/lane/claim";
import { databaseClock, departuresOf, type Plan, paceOf, reserveDirect } from "@/lib/sending/rate/pace";
import { momentOf } from "@/lib/sending/rate/slot";
import { createTestDatabase } from "../../../support/database.ts";

const database = await createTestDatabase();
let plans = 0;
let plan: Plan;
const size = 10;
/** What a batch takes of the plan, in seconds. */
let share: number;

beforeEach(async () => {
  await database.query("TRUNCATE campaign, batch, plan_limiter RESTART IDENTITY CASCADE");
  // What a process knows of a plan it keeps.
  plan = { id: `plan-${plans++}`, messagesPerSecond: 100, counts: "messages" };
  share = size / paceOf(plan);
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

async function claim(campaignId: number, { weightEach = 1, owed = 0 } = {}): Promise<Claim> {
  const claimed = await claimBatch(campaignId, plan, { lead: 0, weightEach, owed });
  if (!claimed) throw new Error("nothing to claim");
  return claimed;
}

async function direct(weight = 1): Promise<{ at: number; waitMs: number }> {
  const reserved = await reserveDirect(plan, weight);
  if (!reserved) throw new Error("nobody may call");
  return { at: reserved.slot.at, waitMs: momentOf(reserved.slot) - performance.now() };
}

async function databaseSeconds(): Promise<number> {
  const { rows } = await database.query("SELECT extract(epoch FROM clock_timestamp())::float8 AS now");
  return rows[0]?.now;
}

test("slots follow each other at the plan's rate, however many ask at once", async () => {
  const campaignId = await addCampaign(12);
  // A second each: the last to ask may come that late.
  plan = { ...plan, messagesPerSecond: 10 };
  share = size / paceOf(plan);
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

test("where the plan counts parts, a batch takes the time of its parts; what it took more or less is settled later", async () => {
  const campaignId = await addCampaign(4);
  const first = await claim(campaignId, { weightEach: 3 });
  const second = await claim(campaignId, { weightEach: 3 });
  expect([first.slot.weight, second.slot.at - first.slot.at]).toEqual([30, expect.closeTo(3 * share, 5)]);
  const third = await claim(campaignId, { weightEach: 3, owed: 10 });
  expect(third.slot.at - second.slot.at).toBeCloseTo(4 * share, 5);
  const fourth = await claim(campaignId, { weightEach: 3, owed: -10 });
  expect(fourth.slot.at - third.slot.at).toBeCloseTo(2 * share, 5);
});

describe("a direct message", () => {
  test("waits for no batch, and those that are not reserved yet move back by its share", async () => {
    const campaignId = await addCampaign(10);
    const reserved = [await claim(campaignId), await claim(campaignId), await claim(campaignId)];
    expect((await direct(3)).waitMs).toBeLessThan(5);
    const next = await claim(campaignId);
    expect(next.slot.at - (reserved.at(-1)?.slot.at ?? 0)).toBeCloseTo(share + 3 / paceOf(plan), 5);
  });

  test("keeps to the plan's rate among others", async () => {
    const reserved: { at: number; waitMs: number }[] = [];
    for (let message = 0; message < 20; message++) reserved.push(await direct());
    expect(reserved[0]?.waitMs).toBeLessThan(5);
    const gaps = reserved.slice(1).map(({ at }, index) => at - (reserved[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(0.999 / paceOf(plan));
  });

  test("is counted by batches of the seconds it is in", async () => {
    const campaignId = await addCampaign(1);
    const batch = await claim(campaignId);
    const { at } = await direct(100);
    const opensAt = departuresOf(plan).opensAt(batch.slot.at, size, 102, databaseClock.toLocal(at + 0.5));
    expect(opensAt).toBeGreaterThanOrEqual(databaseClock.toLocal(at + 1));
  });
});

test("a batch that was late is known to every worker, by the next one that asks", async () => {
  const campaignId = await addCampaign(2);
  const first = await claim(campaignId);
  departuresOf(plan).left(first.slot.at, size, size, databaseClock.toLocal(first.slot.at + 0.4));
  await claim(campaignId);
  const { rows } = await database.query<{ departures: number[][] }>("SELECT departures FROM plan_limiter");
  const ofFirst = (rows[0]?.departures ?? []).filter(([slot]) => slot === first.slot.at);
  expect(ofFirst.map(([, at]) => (at ?? 0) - first.slot.at)).toEqual([0, expect.closeTo(0.4, 2)]);
});

test("what left more than a second ago is forgotten", async () => {
  const campaignId = await addCampaign(2);
  await claim(campaignId);
  await database.query(
    "UPDATE plan_limiter SET departures = jsonb_build_array(jsonb_build_array(1, (departures -> 0 ->> 1)::float8 - 2, 1))",
  );
  await claim(campaignId);
  const { rows } = await database.query("SELECT jsonb_array_length(departures) AS listed FROM plan_limiter");
  expect(rows).toEqual([{ listed: 1 }]);
});

test("a clock that was set back holds up nobody for long", async () => {
  const campaignId = await addCampaign(2);
  await claim(campaignId);
  await database.query(
    "UPDATE plan_limiter SET next_batch_at = next_batch_at + 86400, next_direct_at = next_batch_at + 86400",
  );
  expect((await claim(campaignId)).slot.at - (await databaseSeconds())).toBeLessThanOrEqual(120);
  expect((await direct()).waitMs).toBeLessThanOrEqual(120_000);
});
