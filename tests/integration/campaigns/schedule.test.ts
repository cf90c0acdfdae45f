import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { saveDraft } from "@/lib/campaigns/commands/draft";
import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { cancelCampaign } from "@/lib/campaigns/commands/pause-resume";
import { scheduleCampaign, unscheduleCampaign } from "@/lib/campaigns/commands/schedule";
import { haltWords } from "@/lib/campaigns/halt";
import { findCampaign, findCampaignDetail } from "@/lib/campaigns/queries/one";
import { draftSchema, type Timing } from "@/lib/campaigns/schema";
import { wallClockAt } from "@/lib/compliance/wall-clock";
import { closeClientBoss } from "@/lib/jobs/boss";
import { startScheduled } from "@/lib/sending/schedule";
import { saveSendingSettings } from "@/lib/settings/commands";
import { sendingSettingsSchema } from "@/lib/settings/schema";
import { createTestDatabase } from "../../support/database.ts";
import { putStatus } from "../../support/put-status.ts";
import { addCampaign, addPeople, jobsOf, jobsOfLaunch, viewerAs, withTags } from "./fixtures.ts";

const database = await createTestDatabase();
const viewer = viewerAs("marketer");
const zone = "Europe/Berlin";
afterAll(closeClientBoss);
beforeEach(async () => {
  await database.query("DELETE FROM campaign");
  await database.query("UPDATE sending_control SET stopped_at = NULL");
});

const inHours = (hours: number, where = zone) => wallClockAt(new Date(Date.now() + hours * 3_600_000), where);
const at = (hours: number): Timing["start"] => ({ kind: "at", ...inHours(hours) });

async function draftFor(start: Timing["start"], { people = 2, notAfter = null as Timing["notAfter"] } = {}) {
  const { tagId, ids } = await addPeople(
    database,
    Array.from({ length: people }, () => ({})),
  );
  const campaignId = await addCampaign(database, { audience: withTags([tagId]), body: "Hi" });
  await database.query("UPDATE campaign SET timing = $2 WHERE id = $1", [
    campaignId,
    JSON.stringify({ start, notAfter }),
  ]);
  return { campaignId, tagId, ids, input: { campaignId, version: 1, confirmedEligible: people } };
}

async function scheduled(start = at(48)) {
  const draft = await draftFor(start);
  await scheduleCampaign(viewer, draft.input);
  return { ...draft, input: { ...draft.input, version: 2 } };
}

async function read(campaignId: number) {
  const { rows } = await database.query(
    `SELECT status, starts_at AS "startsAt", halt, version, expires_at AS "expiresAt", timing,
            launched_at IS NOT NULL AS "isLaunched" FROM campaign WHERE id = $1`,
    [campaignId],
  );
  const row = rows[0] ?? {};
  return { ...row, reason: row.halt ? haltWords(row.halt) : "" } as typeof row;
}

/** As if this many minutes had passed since the time it was scheduled for. */
/** And a moment: the column rounds to milliseconds, to one that is yet to come as well. */
const pastBy = (campaignId: number, minutes: number) =>
  database.query("UPDATE campaign SET starts_at = now() - make_interval(mins => $2, secs => 0.01) WHERE id = $1", [
    campaignId,
    minutes,
  ]);

describe("scheduling", () => {
  test("writes the status and the instant, and no job", async () => {
    const start = at(48);
    const { campaignId, input } = await draftFor(start);
    await scheduleCampaign(viewer, input);
    const { status, startsAt, version, isLaunched } = await read(campaignId);
    expect({ status, version, isLaunched }).toEqual({ status: "scheduled", version: 2, isLaunched: false });
    expect(wallClockAt(startsAt, zone)).toEqual(expect.objectContaining(inHours(48)));
    expect(await jobsOf(database, campaignId)).toEqual([]);
  });

  test.each([
    ["a draft for now", { kind: "now" } as const, null, "Choose when it starts, or send it now."],
    ["the past", at(-1), null, "The time to start has passed. Choose a later one, or send now."],
    ["an end before the start", at(48), inHours(47), "“Not after” is not after the start. Choose a later time."],
  ])("refuses %s", async (_, start, notAfter, words) => {
    const { campaignId, input } = await draftFor(start, { notAfter });
    await expect(scheduleCampaign(viewer, input)).rejects.toMatchObject({ code: "invalid", fields: { timing: words } });
    expect((await read(campaignId)).status).toBe("draft");
  });

  test("makes Send's checks: people, text, version", async () => {
    const { input } = await draftFor(at(48));
    await expect(scheduleCampaign(viewer, { ...input, confirmedEligible: 3 })).rejects.toThrow(
      /changed from 3 to 2 people/,
    );
    await expect(scheduleCampaign(viewer, { ...input, version: 2 })).rejects.toThrow(/Somebody changed this draft/);
    await database.query("UPDATE campaign SET body = '' WHERE id = $1", [input.campaignId]);
    await expect(scheduleCampaign(viewer, input)).rejects.toMatchObject({ fields: { body: "Write a message." } });
  });

  test("by local time it starts with the first zone of the audience, and is refused once it is over in one", async () => {
    const tokyo = inHours(2, "Asia/Tokyo");
    const start = { kind: "local", date: tokyo.date, time: tokyo.time } as const;
    const { campaignId, ids, input } = await draftFor(start);
    await database.query("UPDATE subscriber SET country = 'JP', time_zone = 'Asia/Tokyo' WHERE id = $1", [ids[0]]);
    await database.query("UPDATE subscriber SET country = 'DE', time_zone = 'Europe/Berlin' WHERE id = $1", [ids[1]]);
    await scheduleCampaign(viewer, input);
    const { startsAt } = await read(campaignId);
    expect(wallClockAt(startsAt, "Asia/Tokyo")).toEqual(tokyo);

    await unscheduleCampaign(viewer, { campaignId });
    await database.query("UPDATE subscriber SET country = 'NZ', time_zone = 'Pacific/Auckland' WHERE id = $1", [
      ids[0],
    ]);
    const again = scheduleCampaign(viewer, { ...input, version: 3 });
    await expect(again).rejects.toMatchObject({
      fields: { timing: `It is past ${tokyo.time} already in Pacific/Auckland. Choose a later time.` },
    });
  });

  test("a draft that is to start later is not sent at once by mistake", async () => {
    const { input } = await draftFor(at(48));
    await expect(launchCampaign(viewer, input)).rejects.toMatchObject({
      fields: { timing: expect.stringMatching(/schedule it/) },
    });
  });
});

describe("when its time comes", () => {
  test("it starts with the audience as it is then, and ends three days later at the latest", async () => {
    const { campaignId, tagId, ids } = await scheduled();
    await startScheduled();
    expect((await read(campaignId)).status).toBe("scheduled");

    const { ids: late } = await addPeople(database, [{}]);
    await database.query("INSERT INTO subscriber_tag (tag_id, subscriber_id) VALUES ($1, $2)", [tagId, late[0]]);
    await database.query("UPDATE subscriber SET consented_at = NULL WHERE id = $1", [ids[0]]);
    await database.query(
      `UPDATE campaign SET starts_at = now() - interval '1 second',
              timing = jsonb_set(timing, '{start,date}', to_jsonb(to_char(now() AT TIME ZONE '${zone}', 'YYYY-MM-DD'))) WHERE id = $1`,
      [campaignId],
    );
    await startScheduled();
    const { status, timing, expiresAt } = await read(campaignId);
    expect({ status, kind: timing.start.kind }).toEqual({ status: "preparing", kind: "at" });
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 2 * 86_400_000);
    expect(await jobsOf(database, campaignId)).toEqual(jobsOfLaunch);
  });

  test("by two workers at once it starts once", async () => {
    const { campaignId } = await scheduled();
    await pastBy(campaignId, 0);
    await Promise.all([startScheduled(), startScheduled(), startScheduled()]);
    expect((await read(campaignId)).status).toBe("preparing");
    expect(await jobsOf(database, campaignId)).toEqual(jobsOfLaunch);
  });

  test("missed while the system was down: it asks, and Send now sends it", async () => {
    const { campaignId, input } = await scheduled();
    await pastBy(campaignId, 11);
    await startScheduled();
    const missed = await read(campaignId);
    expect(missed.status).toBe("scheduled");
    expect(missed.reason).toMatch(/^It did not start at .* Europe\/Berlin because Tidings was down\.$/);
    await launchCampaign(viewer, input);
    expect(await read(campaignId)).toMatchObject({
      status: "preparing",
      reason: "",
      timing: { start: { kind: "now" } },
    });
  });

  test("nine minutes late it still starts", async () => {
    const { campaignId } = await scheduled();
    await pastBy(campaignId, 9);
    await startScheduled();
    expect((await read(campaignId)).status).toBe("preparing");
  });

  test("while all sending is stopped it waits, and says so when its time was missed", async () => {
    const { campaignId } = await scheduled();
    await database.query("UPDATE sending_control SET stopped_at = now()");
    await pastBy(campaignId, 1);
    await startScheduled();
    expect(await read(campaignId)).toMatchObject({ status: "scheduled", reason: "" });
    await pastBy(campaignId, 11);
    await startScheduled();
    expect((await read(campaignId)).reason).toMatch(/because all sending was stopped\.$/);
  });
});

describe("changing one's mind", () => {
  test("back to a draft: it can be edited, and does not start", async () => {
    const { campaignId } = await scheduled();
    await unscheduleCampaign(viewer, { campaignId });
    await pastBy(campaignId, 0);
    await startScheduled();
    expect(await read(campaignId)).toMatchObject({ status: "draft", version: 3, isLaunched: false });
    const draft = draftSchema.parse({ name: "Later", body: "Hi", audience: {} });
    await saveDraft(viewer, { campaignId, version: 3, ...draft });
    await expect(unscheduleCampaign(viewer, { campaignId })).rejects.toThrow(/still a draft/);
  });

  test("canceled, it is over without ever having started", async () => {
    const { campaignId } = await scheduled();
    await cancelCampaign(viewer, { campaignId });
    await pastBy(campaignId, 0);
    await startScheduled();
    expect(await read(campaignId)).toMatchObject({ status: "canceled", isLaunched: false });
  });

  test("against its start at the same moment one of both wins, whole", async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const { campaignId } = await scheduled();
      await pastBy(campaignId, 0);
      const changing = Promise.allSettled([unscheduleCampaign(viewer, { campaignId })]);
      await startScheduled();
      const isDraft = (await changing)[0].status === "fulfilled";
      const { status, isLaunched } = await read(campaignId);
      expect({ status, isLaunched }).toEqual({ status: isDraft ? "draft" : "preparing", isLaunched: !isDraft });
      expect(await jobsOf(database, campaignId)).toEqual(isDraft ? [] : jobsOfLaunch);
      outcomes.add(status);
      // Campaigns that run at once share the lanes: each round begins without the one before.
      await putStatus(database, "canceled", { where: `id = ${campaignId}` });
    }
    expect(outcomes.size).toBeGreaterThan(0);
  });
});

describe("a campaign that may go out at any hour", () => {
  const later: Timing["start"] = at(48);
  const setQuietHours = (hasQuietHours: boolean) =>
    saveSendingSettings(viewer, sendingSettingsSchema.parse({ hasQuietHours }));
  const confirmed = async (campaignId: number) => (await findCampaignDetail(viewer, campaignId))?.notMarketing;
  const anyHour = (campaignId: number) =>
    database.query(`UPDATE campaign SET guards = '{"ignoresQuietHours": true}' WHERE id = $1`, [campaignId]);

  beforeEach(() => setQuietHours(true));
  afterAll(() => setQuietHours(false));

  test("keeps who confirmed that it is no marketing, and when, until the draft is another one", async () => {
    const { campaignId, input } = await draftFor(later);
    await anyHour(campaignId);
    expect(await confirmed(campaignId)).toBeNull();
    const before = Date.now();
    await scheduleCampaign(viewer, input);
    const said = await confirmed(campaignId);
    expect(said?.by).toBe("Test");
    expect(Math.abs(Date.parse(said?.at ?? "") - before)).toBeLessThan(10_000);

    await unscheduleCampaign(viewer, { campaignId });
    const draft = await findCampaign(viewer, campaignId);
    await saveDraft(viewer, { ...draftSchema.parse(draft), campaignId, version: draft?.version ?? 0 });
    expect(await confirmed(campaignId)).toBeNull();
  });

  test("is asked again when it is sent sooner", async () => {
    const { campaignId, input } = await draftFor(later);
    await anyHour(campaignId);
    await scheduleCampaign(viewer, input);
    await launchCampaign({ ...viewerAs("admin"), name: "Somebody else" }, { ...input, version: 2 });
    expect((await confirmed(campaignId))?.by).toBe("Somebody else");
  });

  test("says nothing where nobody was asked", async () => {
    const { campaignId, input } = await draftFor(later);
    await scheduleCampaign(viewer, input);
    expect(await confirmed(campaignId)).toBeNull();
    await setQuietHours(false);
    const other = await draftFor(later);
    await anyHour(other.campaignId);
    await scheduleCampaign(viewer, other.input);
    expect(await confirmed(other.campaignId)).toBeNull();
  });
});
