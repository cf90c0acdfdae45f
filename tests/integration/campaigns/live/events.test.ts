import { describe, expect, test } from "vitest";
import { campaignEventStream } from "@/lib/campaigns/live/event-stream";
import { watchCampaign, watchedCampaigns } from "@/lib/campaigns/live/events";
import type { CampaignLive } from "@/lib/campaigns/views";
import { createTestDatabase } from "../../../support/database.ts";
import { addCampaign } from "../fixtures.ts";

const database = await createTestDatabase();

async function count(campaignId: number, status: number, messages: number) {
  await database.query(
    `INSERT INTO campaign_counter (campaign_id, status, code, messages) VALUES ($1, $2, 0, $3)
     ON CONFLICT (campaign_id, status, code) DO UPDATE SET messages = excluded.messages`,
    [campaignId, status, messages],
  );
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

describe("watching a campaign", () => {
  test("tells every change once to everybody who watches, from one reading", async () => {
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
    expect(watchedCampaigns()).toBe(0);
  });

  test("somebody who comes later gets the known figures at once", async () => {
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
    const options = { campaignId, signal: browser.signal, mayGoOn: async () => true, heartbeatMs: 50 };
    const state = read(campaignEventStream(options));
    await expect
      .poll(() => state.text, { timeout: 5_000 })
      .toMatch(/event: live\ndata: \{.*"status":"sending".*\}\n\n/);
    await expect.poll(() => state.text, { timeout: 5_000 }).toContain(": still here\n\n");
    browser.abort();
    await expect.poll(() => state.isOver, { timeout: 5_000 }).toBe(true);
    expect(watchedCampaigns()).toBe(0);
  });

  test("ends by itself when the campaign is over and settled", async () => {
    const campaignId = await addCampaign(database, { status: "sent" });
    await database.query("UPDATE campaign SET finished_at = now() - interval '1 hour' WHERE id = $1", [campaignId]);
    await count(campaignId, 30, 5);
    const state = read(
      campaignEventStream({ campaignId, signal: new AbortController().signal, mayGoOn: async () => true }),
    );
    await expect.poll(() => state.isOver, { timeout: 5_000 }).toBe(true);
    expect(state.text).toMatch(/"delivered":5.*\n\nevent: end\ndata: \{"reason":"settled"\}\n\n$/s);
    expect(watchedCampaigns()).toBe(0);
  });

  test("ends when the session is over", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    const options = { campaignId, signal: new AbortController().signal, mayGoOn: async () => false, checkMs: 20 };
    const state = read(campaignEventStream(options));
    await expect.poll(() => state.isOver, { timeout: 5_000 }).toBe(true);
    expect(state.text).toContain('event: end\ndata: {"reason":"signed_out"}');
    expect(watchedCampaigns()).toBe(0);
  });

  test("a reader that simply goes away is forgotten", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    const stream = campaignEventStream({ campaignId, signal: new AbortController().signal, mayGoOn: async () => true });
    await stream.cancel();
    expect(watchedCampaigns()).toBe(0);
  });
});
