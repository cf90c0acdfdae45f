import { beforeEach, expect, test } from "vitest";
import { pauseCampaign } from "@/lib/campaigns/commands/pause-resume";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { createTestDatabase } from "../../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, ledgers } from "../../../support/rig.ts";
import { viewerAs } from "../../campaigns/fixtures.ts";

const database = await createTestDatabase();
const never = new AbortController().signal;
const viewer = viewerAs("admin");

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, message, message_exception, batch
     RESTART IDENTITY CASCADE`,
  );
});

type Batch = {
  number: number;
  first: number;
  last: number;
  from: number;
  to: number;
  recipients: number;
  state: string;
};

/** `x` opted out, `-` has no consent, `o` may be texted. */
async function expand(people: string, batchSize: number): Promise<{ campaignId: number; batches: Batch[] }> {
  const phones = [...people].map((_, index) => `+1201${2_000_000 + index}`);
  await addSubscribers(
    database,
    phones.map((phone, index) => ({ phone, hasConsent: people[index] !== "-" })),
  );
  await database.query(
    "INSERT INTO suppression (phone, source) SELECT phone, 'admin' FROM unnest($1::text[]) AS phone",
    [phones.filter((_, index) => people[index] === "x")],
  );
  const campaignId = await addLaunchedCampaign(database, "Hi");
  await expandCampaign(campaignId, batchSize, never);
  return { campaignId, batches: await listBatches() };
}

async function listBatches(): Promise<Batch[]> {
  const { rows } = await database.query<Batch>(
    `SELECT number, first_seq AS first, last_seq AS last, first_subscriber_id AS "from", last_subscriber_id AS "to",
            recipients, state FROM batch ORDER BY number`,
  );
  return rows;
}

test.each([
  ["ooooo", 2, [2, 2, 1]],
  ["oooo", 2, [2, 2]],
  ["xooxo-o", 2, [2, 2]],
  ["ooxx", 2, [2, 0]],
  ["xxx", 2, [0]],
  ["xoxoxoxox", 3, [3, 1]],
  ["o", 1_000, [1]],
  ["", 10, []],
])("%s in batches of %d", async (people, batchSize, sizes) => {
  const { campaignId, batches } = await expand(people, batchSize);
  expect(batches.map((batch) => batch.recipients)).toEqual(sizes);
  expect(batches.map((batch) => batch.state)).toEqual(sizes.map((size) => (size > 0 ? "ready" : "empty")));
  await expectWhole(campaignId, people, batches);
});

test("chunks follow each other without a gap, whatever the mix", async () => {
  const kindOf = (index: number) => {
    if (index % 7 === 3) return "x";
    return index % 11 === 5 ? "-" : "o";
  };
  const people = Array.from({ length: 11_500 }, (_, index) => kindOf(index)).join("");
  const { campaignId, batches } = await expand(people, 300);
  await expectWhole(campaignId, people, batches);
});

test("where ids have a gap wider than a chunk, nobody is left out and nobody is counted twice", async () => {
  const phones = Array.from({ length: 10_003 }, (_, index) => ({ phone: `+1201${2_000_000 + index}` }));
  await addSubscribers(database, phones.slice(0, 10_001));
  await database.query("SELECT setval('subscriber_id_seq', 700000)");
  await addSubscribers(database, phones.slice(10_001));
  const campaignId = await addLaunchedCampaign(database, "Hi");
  await expandCampaign(campaignId, 5_000, never);
  const batches = await listBatches();
  expect(batches.map((batch) => batch.recipients)).toEqual([5_000, 5_000, 1, 2]);
  await expectWhole(campaignId, "o".repeat(10_003), batches);
});

test("people of a tag who lie ever farther apart: nobody is left out, and nobody else is listed", async () => {
  const phones = Array.from({ length: 12_040 }, (_, index) => ({ phone: `+1201${2_000_000 + index}` }));
  await addSubscribers(database, phones.slice(0, 5_000));
  await database.query("SELECT setval('subscriber_id_seq', 150000)");
  await addSubscribers(database, phones.slice(5_000, 12_000));
  for (const [hop, lastId] of [300_000, 1_200_000, 1_300_000, 4_000_000].entries()) {
    await database.query("SELECT setval('subscriber_id_seq', $1)", [lastId]);
    await addSubscribers(database, phones.slice(12_000 + 10 * hop, 12_010 + 10 * hop));
  }
  await database.query("INSERT INTO tag (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'Regulars'), (2, 'Staff')");
  await database.query(
    "INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT 1, id FROM subscriber WHERE id <= 200000 OR id % 2 = 0",
  );
  await database.query(
    "INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT 2, id FROM subscriber WHERE id % 10 = 4",
  );
  const campaignId = await addLaunchedCampaign(database, "Hi", { includeTagIds: [1], excludeTagIds: [2] });
  await expandCampaign(campaignId, 6_000, never);
  const { rows } = await database.query("SELECT subscriber_id AS id FROM message ORDER BY seq");
  const members = await database.query(
    "SELECT id FROM subscriber WHERE (id <= 200000 OR id % 2 = 0) AND id % 10 <> 4 ORDER BY id",
  );
  expect(rows).toEqual(members.rows);
  await expectWhole(campaignId, "o".repeat(rows.length), await listBatches());
});

test("while people are listed the campaign can be paused, and a second expansion waits", async () => {
  await addSubscribers(database, [{ phone: "+12012000000" }]);
  const campaignId = await addLaunchedCampaign(database, "Hi");
  let second: Promise<void> | undefined;
  await expandCampaign(campaignId, 10, never, async () => {
    await pauseCampaign(viewer, { campaignId });
    second ??= expandCampaign(campaignId, 10, never);
    return new Date();
  });
  await second;
  const { rows } = await database.query(
    "SELECT status, audience_count AS people, (SELECT count(*)::int FROM message) AS messages FROM campaign",
  );
  expect(rows).toEqual([{ status: "paused", people: 1, messages: 1 }]);
});

/** Every seq is in exactly one batch, recipients are those who are queued in it, ids belong to its ends. */
async function expectWhole(campaignId: number, people: string, batches: Batch[]): Promise<void> {
  const { rows } = await database.query<{ seq: number; code: number; id: number }>(
    "SELECT seq, code, subscriber_id AS id FROM message WHERE campaign_id = $1 ORDER BY seq",
    [campaignId],
  );
  expect(rows.map((row) => "ox-"[row.code]).join("")).toBe(people);
  expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
  expect(batches.flatMap(({ first, last }) => rows.slice(first - 1, last).map((row) => row.seq))).toEqual(
    rows.map((row) => row.seq),
  );
  for (const [index, batch] of batches.entries()) {
    const inside = rows.slice(batch.first - 1, batch.last);
    expect(batch.number).toBe(index + 1);
    expect(batch.recipients).toBe(inside.filter((row) => row.code === 0).length);
    expect([batch.from, batch.to]).toEqual([inside[0]?.id, inside.at(-1)?.id]);
  }
  const { counted, grouped, unlisted } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
  const campaign = await database.query(
    `SELECT audience_count, next_seq, next_batch_number, expanded_at IS NOT NULL AS done FROM campaign`,
  );
  expect(campaign.rows[0]).toEqual({
    audience_count: people.length,
    next_seq: people.length + 1,
    next_batch_number: batches.length + 1,
    done: true,
  });
}
