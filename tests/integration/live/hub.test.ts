import { describe, expect, test } from "vitest";
import { readCampaignTopics } from "@/lib/campaigns/live/topics";
import type { CampaignLive } from "@/lib/campaigns/views";
import { watchedTopics, watchTopic } from "@/lib/live/hub";
import { eventStream } from "@/lib/live/stream";
import type { Topic, TopicSource } from "@/lib/live/topic";
import { createTestDatabase } from "../../support/database.ts";
import { addCampaign } from "../campaigns/fixtures.ts";

const database = await createTestDatabase();

async function count(campaignId: number, status: number, messages: number) {
  await database.query(
    `INSERT INTO campaign_counter (campaign_id, status, code, messages) VALUES ($1, $2, 0, $3)
     ON CONFLICT (campaign_id, status, code) DO UPDATE SET messages = excluded.messages`,
    [campaignId, status, messages],
  );
}

const campaign = (id: number): Topic => ({ kind: "campaign", id });

function watchCampaign(id: number, tell: (live: CampaignLive) => void): () => void {
  return watchTopic(campaign(id), readCampaignTopics, (news) => {
    if (news !== "gone") tell(news.data as CampaignLive);
  });
}

/** The stream as text, read in the background. */
function read(stream: ReadableStream<Uint8Array>) {
  const state = { text: "", isOver: false };
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) state.text += decoder.decode(chunk, { stream: true });
    state.isOver = true;
  })();
  return state;
}

const streamOf = (ids: number[], options: Partial<Parameters<typeof eventStream>[0]> = {}) =>
  eventStream({
    topics: ids.map((id) => ({ topic: campaign(id), source: readCampaignTopics })),
    signal: new AbortController().signal,
    mayGoOn: async () => true,
    ...options,
  });

describe("watching a campaign", () => {
  test("tells every change once to each watcher, from one reading", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    await count(campaignId, 0, 10);
    const heard: CampaignLive[][] = [[], []];
    const leave = heard.map((list) => watchCampaign(campaignId, (live) => list.push(live)));
    await expect.poll(() => heard.map((list) => list.at(-1)?.ledger.toGo), { timeout: 5_000 }).toEqual([10, 10]);
    await count(campaignId, 0, 4);
    await count(campaignId, 10, 6);
    await expect.poll(() => heard.map((list) => list.at(-1)?.ledger.accepted), { timeout: 5_000 }).toEqual([6, 6]);
    expect(heard[0]).toEqual(heard[1]);
    for (const stop of leave) stop();
    expect(watchedTopics()).toBe(0);
  });

  test("a later watcher gets the known figures at once", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    const early: CampaignLive[] = [];
    const leaveEarly = watchCampaign(campaignId, (live) => early.push(live));
    await expect.poll(() => early.length, { timeout: 5_000 }).toBeGreaterThan(0);
    const late: CampaignLive[] = [];
    const leaveLate = watchCampaign(campaignId, (live) => late.push(live));
    expect(late).toEqual([early.at(-1)]);
    leaveEarly();
    leaveLate();
  });

  test("many watchers of many campaigns cost one reading a second", async () => {
    const ids = [
      await addCampaign(database, { status: "sending" }),
      await addCampaign(database, { status: "sending" }),
    ];
    const readings: (readonly number[])[] = [];
    const counted: TopicSource = (asked) => {
      readings.push(asked);
      return readCampaignTopics(asked);
    };
    const leave = [...ids, ...ids, ...ids].map((id) => watchTopic(campaign(id), counted, () => {}));
    await expect.poll(() => readings.length, { timeout: 5_000 }).toBeGreaterThan(1);
    expect(readings.at(-1)).toEqual(ids);
    for (const stop of leave) stop();
  });

  test("a kind that cannot be read holds up no other", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    const news: CampaignLive[] = [];
    const broken: TopicSource = async () => {
      throw new Error("away");
    };
    const leave = [
      watchTopic({ kind: "overview", id: 0 }, broken, () => {}),
      watchCampaign(campaignId, (live) => news.push(live)),
    ];
    await expect.poll(() => news.length, { timeout: 5_000 }).toBe(1);
    for (const stop of leave) stop();
  });
});

test("what did not change is not told again, while others are", async () => {
  const still = await addCampaign(database, { status: "sent" });
  await database.query("UPDATE campaign SET finished_at = now() WHERE id = $1", [still]);
  const moving = await addCampaign(database, { status: "sending" });
  await count(moving, 0, 3);
  const heard: CampaignLive[] = [];
  const news: CampaignLive[] = [];
  const leave = [watchCampaign(still, (live) => heard.push(live)), watchCampaign(moving, (live) => news.push(live))];
  for (const left of [2, 1, 0]) {
    await count(moving, 0, left);
    await expect.poll(() => news.at(-1)?.ledger.toGo, { timeout: 5_000 }).toBe(left);
  }
  expect(heard).toHaveLength(1);
  for (const stop of leave) stop();
});

describe("the event stream", () => {
  test("sends figures and beats, and stops watching when the browser leaves", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    const browser = new AbortController();
    const state = read(streamOf([campaignId], { signal: browser.signal, heartbeatMs: 50 }));
    await expect
      .poll(() => state.text, { timeout: 5_000 })
      .toMatch(new RegExp(`event: news\ndata: \\{"topic":"campaign:${campaignId}",.*"status":"sending".*\\}\n\n`));
    await expect.poll(() => state.text, { timeout: 5_000 }).toContain(": still here\n\n");
    browser.abort();
    await expect.poll(() => state.isOver, { timeout: 5_000 }).toBe(true);
    expect(watchedTopics()).toBe(0);
  });

  test("a topic that is over ends alone; with the last one the stream ends", async () => {
    const over = await addCampaign(database, { status: "sent" });
    await database.query("UPDATE campaign SET finished_at = now() - interval '1 hour' WHERE id = $1", [over]);
    await count(over, 30, 5);
    const moving = await addCampaign(database, { status: "sending" });
    const state = read(streamOf([over, moving]));
    const end = `event: end\ndata: {"topic":"campaign:${over}","reason":"settled"}\n\n`;
    await expect.poll(() => state.text, { timeout: 5_000 }).toContain(end);
    expect(state.text).toContain('"delivered":5');
    await count(moving, 0, 7);
    await expect.poll(() => state.text, { timeout: 5_000 }).toContain('"toGo":7');
    expect(state.isOver).toBe(false);
    await database.query("UPDATE campaign SET status = 'sent', finished_at = now() - interval '1 hour' WHERE id = $1", [
      moving,
    ]);
    await database.query("UPDATE campaign_counter SET messages = 0 WHERE campaign_id = $1", [moving]);
    await expect.poll(() => state.isOver, { timeout: 5_000 }).toBe(true);
    expect(watchedTopics()).toBe(0);
  });

  test("what does not exist ends, and says why", async () => {
    const state = read(streamOf([2_000_000_000]));
    await expect.poll(() => state.isOver, { timeout: 5_000 }).toBe(true);
    expect(state.text).toContain('event: end\ndata: {"topic":"campaign:2000000000","reason":"gone"}');
  });

  test("ends when the session is over", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    const state = read(streamOf([campaignId], { mayGoOn: async () => false, checkMs: 20 }));
    await expect.poll(() => state.isOver, { timeout: 5_000 }).toBe(true);
    expect(state.text).toContain('event: end\ndata: {"reason":"signed_out"}');
    expect(watchedTopics()).toBe(0);
  });

  test("a reader that simply goes away is forgotten", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    await streamOf([campaignId]).cancel();
    expect(watchedTopics()).toBe(0);
  });
});
