import { beforeEach, describe, expect, it } from "vitest";
import type { Halt } from "@/lib/campaigns/halt";
import type { Activity } from "@/lib/reports/views";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { viewerAs } from "../campaigns/fixtures.ts";

const database: TestDatabase = await createTestDatabase();
const { listActivityDays } = await import("@/lib/reports/queries/activity");
const { getFigures } = await import("@/lib/reports/queries/figures");
const { getConnection } = await import("@/lib/reports/queries/connection");
const { getFirstSteps, getNeeds } = await import("@/lib/reports/queries/needs");
const viewer = viewerAs("viewer");

beforeEach(async () => {
  await database.query(
    "TRUNCATE activity_counter, campaign, campaign_counter, batch, worker, webhook_event, direct_message, subscriber CASCADE",
  );
  await database.query("DELETE FROM table_counter");
});

function happened(at: string, metric: keyof Activity, total: number) {
  return database.query("INSERT INTO activity_counter (starts_at, metric, total) VALUES ($1, $2, $3)", [
    at,
    metric,
    total,
  ]);
}

describe("activity by day", () => {
  const now = new Date("2026-11-21T09:41:00Z");
  const days = (zone: string, range: 7 | 30 | 90 | 365 = 7, at = now) =>
    listActivityDays(viewer, { range, zone, now: at });

  it("has every day, today last, empty ones included", async () => {
    const week = await days("UTC");
    expect(week.map(({ day }) => day)).toEqual([
      "2026-11-15",
      "2026-11-16",
      "2026-11-17",
      "2026-11-18",
      "2026-11-19",
      "2026-11-20",
      "2026-11-21",
    ]);
    expect(week[3]?.values).toEqual({ accepted: 0, delivered: 0, failed: 0, opted_out: 0 });
    expect(await days("UTC", 365)).toHaveLength(365);
  });

  it("puts a quarter of an hour into the day of the organisation's zone", async () => {
    await happened("2026-11-20T23:45:00Z", "delivered", 3);
    await happened("2026-11-21T00:00:00Z", "delivered", 5);
    await happened("2026-11-21T00:00:00Z", "failed", 1);
    const last = async (zone: string) => (await days(zone)).slice(-2).map(({ day, values }) => [day, values.delivered]);
    expect(await last("UTC")).toEqual([
      ["2026-11-20", 3],
      ["2026-11-21", 5],
    ]);
    expect(await last("Europe/Berlin")).toEqual([
      ["2026-11-20", 0],
      ["2026-11-21", 8],
    ]);
    expect(await last("America/New_York")).toEqual([
      ["2026-11-20", 8],
      ["2026-11-21", 0],
    ]);
    // 45 minutes off the hour: the quarter before midnight there.
    await happened("2026-11-20T18:00:00Z", "delivered", 100);
    expect(await last("Asia/Kathmandu")).toEqual([
      ["2026-11-20", 100],
      ["2026-11-21", 8],
    ]);
  });

  it("loses nothing on the days when clocks change", async () => {
    const afterAutumn = new Date("2026-10-27T12:00:00Z");
    for (let hour = 0; hour < 48; hour++) {
      await happened(new Date(Date.UTC(2026, 9, 24, 12 + hour)).toISOString(), "accepted", 1);
    }
    const week = await days("Europe/Berlin", 7, afterAutumn);
    const of = (day: string) => week.find((one) => one.day === day)?.values.accepted;
    // 24 October from 14:00 on, 25 hours on the 25th, the rest on the 26th.
    expect([of("2026-10-24"), of("2026-10-25"), of("2026-10-26")]).toEqual([10, 25, 13]);
  });

  it("leaves out what is older", async () => {
    await happened("2026-11-14T23:45:00Z", "accepted", 9);
    expect((await days("UTC")).every(({ values }) => values.accepted === 0)).toBe(true);
  });
});

describe("figures", () => {
  const now = new Date("2026-11-21T09:41:00Z");

  it("compare 30 days with the 30 before, up to the same time of day", async () => {
    await happened("2026-11-21T09:30:00Z", "accepted", 1);
    await happened("2026-10-23T00:00:00Z", "accepted", 10);
    // Neither in the latest period nor, so late on its last day, comparable with a morning.
    await happened("2026-10-22T09:45:00Z", "accepted", 100);
    await happened("2026-10-22T09:30:00Z", "accepted", 1_000);
    await happened("2026-09-23T00:00:00Z", "accepted", 10_000);
    await happened("2026-09-22T23:45:00Z", "accepted", 100_000);
    const { latest, before } = await getFigures(viewer, { zone: "UTC", now });
    expect(latest.accepted).toBe(11);
    expect(before.accepted).toBe(11_000);
    expect(latest.opted_out).toBe(0);
  });

  it("know the usual opt-out rate once there are three stretches to tell it from", async () => {
    const stretch = async (daysAgo: number, optOuts: number) => {
      const at = new Date(Date.UTC(2026, 10, 21) - daysAgo * 86_400_000).toISOString();
      await happened(at, "accepted", 1_000);
      await happened(at, "opted_out", optOuts);
    };
    await stretch(10, 500);
    await stretch(40, 2);
    await stretch(70, 4);
    expect((await getFigures(viewer, { zone: "UTC", now })).medianOptOutRate).toBeNull();
    await stretch(100, 9);
    expect((await getFigures(viewer, { zone: "UTC", now })).medianOptOutRate).toBe(0.004);
  });

  it("are all zero in an empty installation", async () => {
    const { latest, before, medianOptOutRate } = await getFigures(viewer, { zone: "UTC", now });
    expect([...Object.values(latest), ...Object.values(before)]).toEqual(Array(8).fill(0));
    expect(medianOptOutRate).toBeNull();
  });
});

describe("the connection", () => {
  it("tells the newest callback, the newest accepted batch and who works", async () => {
    expect(await getConnection(viewer)).toEqual({
      isSimulated: true,
      api: "sms",
      region: "eu",
      lastCallbackAt: null,
      lastAcceptedAt: null,
      workersAlive: 0,
      unreachable: null,
    });
    await database.query(
      `INSERT INTO worker (id, seen_at) VALUES ('a', now()), ('b', now() - interval '31 seconds');
       INSERT INTO webhook_event (received_at, body) VALUES (now() - interval '1 hour', '{}'), (now() - interval '1 minute', '{}');
       INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state, updated_at)
       VALUES (1, 1, 1, 1, 1, 1, 1, 'accepted', '2026-11-20T10:00:01Z'), (1, 2, 2, 2, 2, 2, 1, 'accepted', '2026-11-20T10:00:00Z'),
              (1, 3, 3, 3, 3, 3, 1, 'ready', '2026-11-20T11:00:00Z')`,
    );
    const { lastAcceptedAt, lastCallbackAt, workersAlive } = await getConnection(viewer);
    expect(lastAcceptedAt).toBe("2026-11-20T10:00:01.000Z");
    expect(Date.now() - Date.parse(lastCallbackAt ?? "")).toBeLessThan(120_000);
    expect(workersAlive).toBe(1);
  });

  it("says why running campaigns are not getting through, and for how many batches", async () => {
    await database.query(
      `INSERT INTO campaign (id, name, status, updated_at) VALUES (1, 'Runs', 'sending', now()), (2, 'Waits', 'paused', now());
       INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients,
                          state, attempts, reason, updated_at)
       VALUES (1, 1, 1, 1, 1, 1, 1, 'ready', 2, 'ETIMEDOUT', now() - interval '1 minute'),
              (1, 2, 2, 2, 2, 2, 1, 'ready', 1, 'ECONNREFUSED', now()),
              (1, 3, 3, 3, 3, 3, 1, 'ready', 1, 'throttled', now()),
              (1, 4, 4, 4, 4, 4, 1, 'ready', 0, NULL, now()),
              (1, 5, 5, 5, 5, 5, 1, 'ready', 1, 'ECONNREFUSED', now() - interval '4 minutes'),
              (1, 6, 6, 6, 6, 6, 1, 'accepted', 1, NULL, now() - interval '2 minutes'),
              (2, 1, 1, 1, 1, 1, 1, 'ready', 1, '413: out of credit', now())`,
    );
    expect((await getConnection(viewer)).unreachable).toEqual({ batches: 2, reason: "ECONNREFUSED" });
    // As soon as one gets through, the others are only late.
    await database.query("UPDATE batch SET updated_at = now() WHERE state = 'accepted'");
    expect((await getConnection(viewer)).unreachable).toBeNull();
  });
});

describe("what needs somebody", () => {
  const addCampaign = async (name: string, status: string, halt: Halt | null = null) => {
    const { rows } = await database.query<{ id: number }>(
      `INSERT INTO campaign (name, status, halt, launched_at, updated_at)
       VALUES ($1, $2, $3, CASE WHEN $2 <> 'draft' THEN now() END, now()) RETURNING id`,
      [name, status, halt],
    );
    return rows[0]?.id ?? 0;
  };

  it("is nothing at first", async () => {
    expect(await getNeeds(viewer)).toEqual({ unclear: null, paused: [], unstarted: [], drafts: null });
    expect(await getFirstSteps(viewer)).toEqual({
      subscribers: 0,
      hasCampaign: false,
      hasTest: false,
      hasLaunched: false,
    });
  });

  const halt: Halt = { code: "refused_by_sinch", said: "413: out of credit" };

  it("names campaigns that stopped by themselves, not those that somebody paused", async () => {
    await addCampaign("By hand", "paused", { code: "by_person", name: "Ada" });
    const id = await addCampaign("By itself", "paused", halt);
    await addCampaign("Went on", "sending");
    expect((await getNeeds(viewer)).paused).toEqual([{ id, name: "By itself", halt }]);
  });

  it("names scheduled campaigns that did not start, not those that wait for their time", async () => {
    await addCampaign("Next week", "scheduled");
    const id = await addCampaign("This morning", "scheduled", halt);
    expect((await getNeeds(viewer)).unstarted).toEqual([{ id, name: "This morning", halt }]);
  });
  it("counts drafts and shows the one edited last", async () => {
    await addCampaign("First", "draft");
    const id = await addCampaign("Second", "draft");
    const { drafts } = await getNeeds(viewer);
    expect(drafts?.count).toBe(2);
    expect(drafts?.latest).toMatchObject({ id, name: "Second" });
    expect(Number.isNaN(Date.parse(drafts?.latest.editedAt ?? ""))).toBe(false);
  });

  it("counts batches whose outcome nobody knows, and the people in them", async () => {
    const id = await addCampaign("Unclear", "sending");
    await database.query(
      `INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state)
       VALUES ($1, 1, 1, 30, 1, 30, 30, 'unclear'), ($1, 2, 31, 60, 31, 60, 30, 'accepted')`,
      [id],
    );
    await database.query("INSERT INTO campaign_counter (campaign_id, status, code, messages) VALUES ($1, 5, 0, 30)", [
      id,
    ]);
    expect((await getNeeds(viewer)).unclear).toEqual({ batches: 1, people: 30, campaignId: id });
    await database.query("UPDATE campaign_counter SET messages = 0");
    expect((await getNeeds(viewer)).unclear).toBeNull();
  });

  it("follows the first steps", async () => {
    await database.query("INSERT INTO subscriber (phone, updated_at) VALUES ('+12125550123', now())");
    await addCampaign("Draft", "draft");
    await database.query(
      "INSERT INTO direct_message (client_reference, kind, phone, body, status) VALUES ('d.1', 'test', '+12125550123', 'x', 10)",
    );
    expect(await getFirstSteps(viewer)).toEqual({
      subscribers: 1,
      hasCampaign: true,
      hasTest: true,
      hasLaunched: false,
    });
    await addCampaign("Sent", "sent");
    expect((await getFirstSteps(viewer)).hasLaunched).toBe(true);
  });
});
