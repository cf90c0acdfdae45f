import { beforeEach, describe, expect, test } from "vitest";
import { getCampaignLive } from "@/lib/campaigns/live/read";
import { guardsSchema } from "@/lib/campaigns/schema";
import { systemActor } from "@/lib/events/actor";
import { listCampaignsOf } from "@/lib/messages/history";
import { findRecipients, listRecipients } from "@/lib/messages/queries";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { numbersOfWave } from "@/lib/sending/rules";
import { saveSendingSettings } from "@/lib/settings/commands";
import { sendingSettingsSchema } from "@/lib/settings/schema";
import { createTestDatabase } from "../../../support/database.ts";
import { addLaunchedCampaign, ledgers, startRig } from "../../../support/rig.ts";
import { viewerAs } from "../../campaigns/fixtures.ts";
import { never, night, type PlaceName, phonesOf, placesRig } from "../places-rig.ts";

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const { reset, addPeople, launch, dispatchAt, engineAt, texted, batches, statusOf } = placesRig(database, rig);

const viewer = viewerAs("admin");

beforeEach(reset);

async function expectBalance(campaignId: number): Promise<void> {
  const { counted, grouped, unlisted } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
}

describe("sent at 3 a.m. of New York", () => {
  test("whoever is awake is texted at once, each other place at its opening, nobody twice", async () => {
    const people = await addPeople("newYork", "berlin", "losAngeles", "newYork", "berlin", "losAngeles");
    const campaignId = await launch(night);
    expect(await batches()).toEqual([
      { number: 1, recipients: 2, state: "ready", waitReason: "", until: null },
      {
        number: numbersOfWave + 1,
        recipients: 2,
        state: "ready",
        waitReason: "quiet_hours",
        until: new Date("2032-11-23T14:00Z"),
      },
      {
        number: 2 * numbersOfWave + 1,
        recipients: 2,
        state: "ready",
        waitReason: "quiet_hours",
        until: new Date("2032-11-23T17:00Z"),
      },
    ]);
    expect((await getCampaignLive(viewer, campaignId)).waiting).toEqual({
      people: 4,
      later: 0,
      parts: [
        { until: "2032-11-23T14:00:00.000Z", people: 2, why: "quiet_hours" },
        { until: "2032-11-23T17:00:00.000Z", people: 2, why: "quiet_hours" },
      ],
    });
    const of = (...indexes: number[]) => phonesOf(people.filter((_, index) => indexes.includes(index)));
    await dispatchAt(campaignId, night);
    expect(await texted()).toEqual(of(1, 4));
    expect(await statusOf(campaignId)).toBe("sending");
    await dispatchAt(campaignId, new Date("2032-11-23T13:59:59Z"));
    expect(await texted()).toEqual(of(1, 4));
    await dispatchAt(campaignId, new Date("2032-11-23T14:00:00Z"));
    expect(await texted()).toEqual(of(0, 1, 3, 4));
    await dispatchAt(campaignId, new Date("2032-11-23T17:00:01Z"));
    expect(await texted()).toEqual(phonesOf(people));
    expect(await statusOf(campaignId)).toBe("sent");
    await expectBalance(campaignId);
  });

  test("a campaign that says so ignores the hours, and so does an installation without them", async () => {
    const people = await addPeople("newYork", "losAngeles");
    const ignoring = await addLaunchedCampaign(database, "Your table is ready");
    const guards = JSON.stringify(guardsSchema.parse({ ignoresQuietHours: true }));
    await database.query("UPDATE campaign SET guards = $2 WHERE id = $1", [ignoring, guards]);
    await expandCampaign(ignoring, 10, never, async () => night);
    await dispatchAt(ignoring, night);
    expect(await texted()).toEqual(phonesOf(people));
    await saveSendingSettings(systemActor("test"), sendingSettingsSchema.parse({ hasQuietHours: false }));
    const campaignId = await launch(night);
    expect(
      (await database.query("SELECT waves FROM campaign WHERE id = $1", [campaignId])).rows[0]?.waves,
    ).toHaveLength(1);
  });

  test("everybody asleep: one wave, and the lanes end instead of waiting for it", async () => {
    await addPeople("newYork", "newYork", "newYork");
    const campaignId = await launch(night, { kind: "now" }, 2);
    expect((await batches()).map(({ number, waitReason }) => [number, waitReason])).toEqual([
      [1, "quiet_hours"],
      [2, "quiet_hours"],
    ]);
    await database.query("UPDATE batch SET next_attempt_at = now() + interval '31 seconds'");
    await dispatchCampaign(campaignId, engineAt(night), never);
    expect(await texted()).toEqual([]);
    expect(await statusOf(campaignId)).toBe("sending");
  });
});

test("closing time comes while it is being sent: the rest waits for the morning, and then gets it", async () => {
  const people = await addPeople("newYork", "losAngeles", "newYork", "losAngeles");
  const campaignId = await launch(new Date("2032-11-24T00:30:00Z"), { kind: "now" }, 2);
  // Half past seven in the evening in New York, and both batches are due; they are claimed at eight.
  await dispatchAt(campaignId, new Date("2032-11-24T01:00:00Z"));
  expect(await texted()).toEqual(phonesOf(people.filter(({ phone }) => phone.startsWith("+1213"))));
  expect((await batches()).map(({ waitReason, until }) => [waitReason, until?.toISOString()])).toEqual([
    ["quiet_hours", "2032-11-24T14:00:00.000Z"],
    ["quiet_hours", "2032-11-24T14:00:00.000Z"],
  ]);
  const { waiting } = await getCampaignLive(viewer, campaignId);
  expect(waiting.parts).toEqual([{ until: "2032-11-24T14:00:00.000Z", people: 2, why: "quiet_hours" }]);
  await dispatchAt(campaignId, new Date("2032-11-24T14:00:00Z"));
  expect(await texted()).toEqual(phonesOf(people));
  expect(await statusOf(campaignId)).toBe("sent");
  await expectBalance(campaignId);
});

test("at their own ten o'clock, in three zones", async () => {
  const people = await addPeople("losAngeles", "newYork", "berlin", "losAngeles");
  const campaignId = await launch(night, { kind: "local", date: "2032-11-23", time: "10:00" });
  expect(
    (await batches()).map(({ recipients, waitReason, until }) => [recipients, waitReason, until?.toISOString()]),
  ).toEqual([
    [1, "local_time", "2032-11-23T09:00:00.000Z"],
    [1, "local_time", "2032-11-23T15:00:00.000Z"],
    [2, "local_time", "2032-11-23T18:00:00.000Z"],
  ]);
  for (const [at, count] of [
    ["08:59", 0],
    ["09:00", 1],
    ["15:00", 2],
    ["17:59", 2],
    ["18:00", 4],
  ] as const) {
    await dispatchAt(campaignId, new Date(`2032-11-23T${at}:00Z`));
    expect([at, (await texted()).length]).toEqual([at, count]);
  }
  expect(await texted()).toEqual(phonesOf(people));
  await expectBalance(campaignId);
});

test("at their own seven o'clock nobody may be texted yet: it becomes their opening", async () => {
  await addPeople("newYork", "berlin");
  await launch(night, { kind: "local", date: "2032-11-24", time: "07:00" });
  expect((await batches()).map(({ waitReason, until }) => [waitReason, until?.toISOString()])).toEqual([
    ["quiet_hours", "2032-11-24T08:00:00.000Z"],
    ["quiet_hours", "2032-11-24T14:00:00.000Z"],
  ]);
});

describe("people and batches", () => {
  test("many chunks, many waves: everybody in one batch, every batch of one wave, full but for the last of each chunk", async () => {
    const names: PlaceName[] = ["newYork", "berlin", "losAngeles"];
    await addPeople(...Array.from({ length: 5_000 }, (_, index) => names[(index * 7) % 3] ?? "berlin"));
    await database.query("UPDATE subscriber SET consented_at = NULL WHERE id % 11 = 0");
    const campaignId = await launch(night, { kind: "now" }, 100);
    const { rows } = await database.query<{ id: number; batches: number; waves: number; wave: number; zone: string }>(
      `SELECT m.subscriber_id AS id, count(*)::int AS batches, min(b.number) / $2 AS wave, left(min(m.phone), 5) AS zone
         FROM message m JOIN batch b ON b.campaign_id = $1 AND m.seq BETWEEN b.first_seq AND b.last_seq
        WHERE m.campaign_id = $1 GROUP BY m.subscriber_id`,
      [campaignId, numbersOfWave],
    );
    expect(rows).toHaveLength(5_000);
    const waveOf = { "+4917": 0, "+1212": 1, "+1213": 2 } as Record<string, number>;
    for (const row of rows) expect([row.batches, row.wave]).toEqual([1, waveOf[row.zone]]);
    const sizes = (await batches()).map(({ recipients }) => recipients);
    expect(sizes.every((size) => size <= 100)).toBe(true);
    expect(sizes.filter((size) => size === 100).length).toBeGreaterThan(40);
    await expectBalance(campaignId);
  });

  test("a crash between two chunks: the next run goes on with the waves as they were frozen", async () => {
    await addPeople(...Array.from({ length: 12_500 }, (_, index): PlaceName => (index % 2 ? "newYork" : "berlin")));
    const stopping = new AbortController();
    const campaignId = await addLaunchedCampaign(database, "Hi");
    await expandCampaign(campaignId, 500, stopping.signal, async () => {
      stopping.abort();
      return night;
    });
    const frozen = (await database.query("SELECT waves FROM campaign")).rows[0]?.waves;
    // Somebody moves meanwhile, and it is another time of day.
    await database.query("UPDATE subscriber SET country = 'DE', time_zone = 'Europe/Berlin' WHERE id = 12_500");
    await expandCampaign(campaignId, 500, never, async () => new Date("2032-11-23T16:00:00Z"));
    const { rows } = await database.query(
      "SELECT waves, expanded_at IS NOT NULL AS done, audience_count FROM campaign",
    );
    expect(rows[0]).toEqual({ waves: frozen, done: true, audience_count: 12_500 });
    const waves = await database.query<{ waitReason: string; people: number }>(
      'SELECT wait_reason AS "waitReason", sum(recipients)::int AS people FROM batch GROUP BY wait_reason ORDER BY wait_reason',
    );
    expect(waves.rows).toEqual([
      { waitReason: "", people: 6_251 },
      { waitReason: "quiet_hours", people: 6_249 },
    ]);
    expect(
      (await database.query("SELECT count(*)::int AS n, count(DISTINCT subscriber_id)::int AS d FROM message")).rows[0],
    ).toEqual({ n: 12_500, d: 12_500 });
    await expectBalance(campaignId);
  });

  test("somebody whose id several batches span is found once, and those before and behind as well", async () => {
    const people = await addPeople("newYork", "berlin", "losAngeles", "berlin", "newYork", "losAngeles");
    const campaignId = await launch(night);
    for (const { id, phone } of people) {
      expect((await findRecipients(viewer, { campaignId, phone })).map(({ subscriberId }) => subscriberId)).toEqual([
        id,
      ]);
      expect((await listCampaignsOf(viewer, id)).map(({ status }) => status)).toEqual(["queued"]);
    }
  });

  test("who waits is listed from the beginning, also where the first wave's people were written last", async () => {
    const people = await addPeople(...Array.from({ length: 10_000 }, (): PlaceName => "newYork"), "berlin", "berlin");
    const campaignId = await launch(night, { kind: "now" }, 1_000);
    const { rows } = await listRecipients(viewer, { campaignId, filter: "waiting" });
    expect(rows[0]?.subscriberId).toBe(people[0]?.id);
  });

  test("the canary is of the first wave, whoever has the lowest ids", async () => {
    await addPeople(...Array.from({ length: 60 }, (_, index): PlaceName => (index % 2 ? "berlin" : "newYork")));
    const campaignId = await addLaunchedCampaign(database, "Hi");
    await database.query("UPDATE campaign SET canary_people = 7, canary_state = 'sending'");
    await expandCampaign(campaignId, 5, never, async () => night);
    const { rows } = await database.query(
      `SELECT canary_batches AS batches, (SELECT sum(recipients)::int FROM batch WHERE number <= canary_batches) AS people FROM campaign`,
    );
    expect(rows[0]).toEqual({ batches: 2, people: 7 });
  });
});
