import { describe, expect, test } from "vitest";
import type { Halt } from "@/lib/campaigns/halt";
import { audienceOf } from "@/lib/campaigns/live/ledger";
import { getCampaignLive } from "@/lib/campaigns/live/read";
import { listCampaigns, listCurrentCampaigns } from "@/lib/campaigns/queries/list";
import { findCampaignDetail, findSchedule } from "@/lib/campaigns/queries/one";
import { listMergeFields, previewAudience } from "@/lib/campaigns/queries/preview";
import { createTestDatabase } from "../../support/database.ts";
import { addCampaign, addPeople, viewerAs, withTags } from "./fixtures.ts";

const database = await createTestDatabase();
const viewer = viewerAs("marketer");

async function addCounters(campaignId: number, counters: [status: number, code: number, messages: number][]) {
  for (const [status, code, messages] of counters) {
    await database.query(
      "INSERT INTO campaign_counter (campaign_id, status, code, messages, parts) VALUES ($1,$2,$3,$4,$4)",
      [campaignId, status, code, messages],
    );
  }
}

describe("the list", () => {
  test("is newest first, paged both ways without gaps or repeats", async () => {
    const ids: number[] = [];
    for (let index = 0; index < 120; index++) ids.push(await addCampaign(database, { name: `List ${index}` }));
    const first = await listCampaigns(viewer, { group: "drafts" });
    const second = await listCampaigns(viewer, { group: "drafts", cursor: first.next });
    const third = await listCampaigns(viewer, { group: "drafts", cursor: second.next });
    const seen = [...first.rows, ...second.rows, ...third.rows].map((row) => row.id);
    expect(seen).toEqual(ids.toReversed());
    expect(third.next).toBeNull();
    const back = await listCampaigns(viewer, { group: "drafts", cursor: third.previous });
    expect(back.rows).toEqual(second.rows);
  });

  test("shows figures from counters and filters by group", async () => {
    const running = await addCampaign(database, { status: "sending" });
    await database.query("INSERT INTO campaign_reply (campaign_id, opt_outs) VALUES ($1, 2)", [running]);
    await addCounters(running, [
      [0, 0, 4],
      [30, 0, 5],
      [31, 402, 1],
    ]);
    await database.query("UPDATE campaign SET audience_count = 10 WHERE id = $1", [running]);
    const done = await addCampaign(database, { status: "canceled" });
    const { rows } = await listCampaigns(viewer, { group: "running" });
    expect(rows.map((row) => row.id)).toEqual([running]);
    expect(rows[0]).toMatchObject({ audience: 10, toGo: 4, delivered: 5, optOuts: 2, status: "sending" });
    const over = await listCampaigns(viewer, { group: "over" });
    expect(over.rows.map((row) => row.id)).toEqual([done]);
  });

  test("for the overview: what runs first, however old, then the newest", async () => {
    const old = await addCampaign(database, { status: "paused" });
    const newer: number[] = [];
    for (let index = 0; index < 9; index++) newer.push(await addCampaign(database, { status: "canceled" }));
    const rows = await listCurrentCampaigns(viewer, 7);
    expect(rows).toHaveLength(7);
    expect(rows[0]).toMatchObject({ id: old, status: "paused" });
    expect(rows.slice(2).map(({ id }) => id)).toEqual(newer.toReversed().slice(0, 5));
    await database.query("UPDATE campaign SET status = 'canceled' WHERE id = $1", [old]);
  });

  test("a cursor from elsewhere means the first page", async () => {
    const page = await listCampaigns(viewer, { group: "running", cursor: "nonsense" });
    expect(page.rows).toHaveLength(1);
  });
});

describe("live figures", () => {
  test("the ledger balances and every reason has its words", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    await addCounters(campaignId, [
      [0, 0, 600],
      [5, 0, 10],
      [10, 0, 50],
      [20, 0, 20],
      [30, 0, 300],
      [31, 402, 4],
      [32, 150, 3],
      [33, 412, 2],
      [35, 0, 5],
      [36, 0, 1],
      [40, 1, 7],
      [40, 2, 8],
    ]);
    const live = await getCampaignLive(viewer, campaignId);
    expect(live.ledger).toEqual({ accepted: 370, skipped: 15, failed: 9, canceled: 5, unknown: 11, toGo: 600 });
    expect(live.audience).toBe(1_010);
    expect(audienceOf(live.ledger)).toBe(live.audience);
    expect(live).toMatchObject({ delivered: 300, unclear: 10, isSettled: false });
    expect(live.failures).toEqual([
      { title: "Number not in service", advice: expect.any(String), people: 7, codes: [402, 150] },
      { title: "Country not enabled", advice: expect.any(String), people: 2, codes: [412] },
    ]);
    expect(live.skips.map(({ title, people }) => [title, people])).toEqual([
      ["No consent on record", 8],
      ["Opted out", 7],
    ]);
    expect(live.estimatedFinishAt).not.toBeNull();
  });

  test("a campaign without anybody yet is all zeros", async () => {
    const campaignId = await addCampaign(database, { status: "preparing", expanded: false });
    const live = await getCampaignLive(viewer, campaignId);
    expect(live).toMatchObject({ audience: 0, isExpanded: false, failures: [], skips: [], estimatedFinishAt: null });
  });

  test("names of tags are read as they are today; deleted ones are left out", async () => {
    const kept = await addPeople(database, []);
    const campaignId = await addCampaign(database, { audience: withTags([kept.tagId, 999_999]) });
    await database.query("UPDATE tag SET name = 'Regulars' WHERE id = $1", [kept.tagId]);
    expect(await findCampaignDetail(viewer, campaignId)).toMatchObject({ included: ["Regulars"], excluded: [] });
  });
});

describe("the preview", () => {
  test("shows eligible people only and finds the longest text", async () => {
    const { tagId } = await addPeople(database, [
      { firstName: "Al" },
      { firstName: "Wolfeschlegelsteinhausenbergerdorff" },
      { firstName: "Opted Out With A Very Long Name Indeed, Longer Than All", suppressed: true },
      { firstName: "" },
    ]);
    const preview = await previewAudience(viewer, {
      audience: withTags([tagId]),
      body: `Hi {{first_name|there}} ${"x".repeat(110)}`,
    });
    expect(preview.people.map((person) => person.name)).toEqual([
      "Al",
      "Wolfeschlegelsteinhausenbergerdorff",
      "Somebody without a name",
    ]);
    expect(preview.longest?.values.first_name).toBe("Wolfeschlegelsteinhausenbergerdorff");
    expect(preview.sampled).toBe(3);
    expect(preview.parts).toEqual([
      { parts: 1, people: 2 },
      { parts: 2, people: 1 },
    ]);
  });

  test("one letter outside the alphabet beats a longer name", async () => {
    const { tagId } = await addPeople(database, [{ firstName: "Bartholomew" }, { firstName: "Łucja" }]);
    const preview = await previewAudience(viewer, {
      audience: withTags([tagId]),
      body: `{{first_name}} ${"x".repeat(80)}`,
    });
    expect(preview.longest?.values.first_name).toBe("Łucja");
  });

  test("nobody chosen is an empty preview", async () => {
    const preview = await previewAudience(viewer, { audience: withTags([]), body: "Hi" });
    expect(preview).toEqual({ people: [], longest: null, sampled: 0, parts: [] });
  });

  test("fields are everybody's own and the attributes in use", async () => {
    await addPeople(database, [{ attributes: { city: "Bern", "Odd Name": "x" } }]);
    expect(await listMergeFields(viewer)).toEqual(["first_name", "last_name", "email", "city"]);
  });
});

describe("what is scheduled", () => {
  const startsAt = "2027-06-02T08:00:00.000Z";
  const missedHalt = { code: "start_missed", startsAt, zone: "UTC", because: "system_down" } as const;
  async function schedule(halt: Halt | null = null) {
    const id = await addCampaign(database, { status: "scheduled", name: "Later" });
    await database.query("UPDATE campaign SET starts_at = $2, halt = $3 WHERE id = $1", [id, startsAt, halt]);
    return id;
  }

  test("is listed with its start, and one that did not start says so", async () => {
    const [waiting, missed] = [await schedule(), await schedule(missedHalt)];
    const { rows } = await listCampaigns(viewer, { group: "running" });
    const shown = (id: number) => rows.find((row) => row.id === id);
    expect(shown(waiting)).toMatchObject({ startsAt, isMissed: false });
    expect(shown(missed)).toMatchObject({ startsAt, isMissed: true });
    expect(await findSchedule(viewer, missed)).toEqual({ startsAt, halt: missedHalt });
  });

  test("has no start to show once it is a draft or on its way", async () => {
    const id = await schedule();
    await database.query("UPDATE campaign SET status = 'preparing' WHERE id = $1", [id]);
    expect(await findSchedule(viewer, id)).toBeNull();
    const { rows } = await listCampaigns(viewer, { group: "running" });
    expect(rows.find((row) => row.id === id)).toMatchObject({ startsAt: null, isMissed: false });
  });
});
