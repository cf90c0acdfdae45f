import { afterAll, describe, expect, test } from "vitest";
import { createCampaign, duplicateCampaign } from "@/lib/campaigns/commands/create";
import { deleteDraft, saveDraft } from "@/lib/campaigns/commands/draft";
import { cancelCampaign, pauseCampaign, resumeCampaign } from "@/lib/campaigns/commands/pause-resume";
import { getCampaign } from "@/lib/campaigns/queries/one";
import { guardsSchema, timingSchema } from "@/lib/campaigns/schema";
import { closeClientBoss } from "@/lib/jobs/boss";
import { createTestDatabase } from "../../support/database.ts";
import { addCampaign, everyone, jobsOf, statusOf, viewerAs } from "./fixtures.ts";

const database = await createTestDatabase();
const viewer = viewerAs("marketer");
const plain = { timing: timingSchema.parse({}), guards: guardsSchema.parse({}) };
afterAll(closeClientBoss);

describe("drafts", () => {
  test("a new campaign is a draft with nothing but its name", async () => {
    const { campaignId } = await createCampaign(viewer, { name: "Advent opening" });
    const draft = await getCampaign(viewer, campaignId);
    expect(draft).toMatchObject({ name: "Advent opening", body: "", status: "draft", version: 1 });
    expect(draft.audience).toEqual({ everyone: false, includeTagIds: [], excludeTagIds: [], followUpOf: null });
  });

  test("saving moves the version on, and the next save needs it", async () => {
    const campaignId = await addCampaign(database);
    const first = await saveDraft(viewer, {
      ...plain,
      campaignId,
      version: 1,
      name: "A",
      body: "one",
      audience: everyone,
    });
    expect(first.version).toBe(2);
    await saveDraft(viewer, { ...plain, campaignId, version: 2, name: "A", body: "two", audience: everyone });
    expect(await getCampaign(viewer, campaignId)).toMatchObject({ body: "two", version: 3, audience: everyone });
  });

  test("a save over somebody else's version changes nothing", async () => {
    const campaignId = await addCampaign(database, { body: "theirs" });
    await saveDraft(viewer, { ...plain, campaignId, version: 1, name: "A", body: "theirs, newer", audience: everyone });
    const late = saveDraft(viewer, { ...plain, campaignId, version: 1, name: "A", body: "mine", audience: everyone });
    await expect(late).rejects.toMatchObject({ code: "conflict" });
    await expect(late).rejects.toThrow(/Somebody else saved/);
    expect((await getCampaign(viewer, campaignId)).body).toBe("theirs, newer");
  });

  test("of two saves at the same moment exactly one wins", async () => {
    const campaignId = await addCampaign(database);
    const saves = ["a", "b", "c", "d"].map((body) =>
      saveDraft(viewer, { ...plain, campaignId, version: 1, name: "A", body, audience: everyone }),
    );
    const outcomes = await Promise.allSettled(saves);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("what was sent can neither be saved nor deleted", async () => {
    const campaignId = await addCampaign(database, { status: "sent" });
    const save = saveDraft(viewer, { ...plain, campaignId, version: 1, name: "A", body: "x", audience: everyone });
    await expect(save).rejects.toThrow(/can no longer be changed/);
    await expect(deleteDraft(viewer, { campaignId })).rejects.toMatchObject({ code: "conflict" });
    expect(await statusOf(database, campaignId)).toBe("sent");
  });

  test("a draft can be deleted, once", async () => {
    const campaignId = await addCampaign(database);
    await deleteDraft(viewer, { campaignId });
    await expect(deleteDraft(viewer, { campaignId })).rejects.toMatchObject({ code: "not_found" });
  });

  test("a copy is a draft with the same text, audience and guards, but not for any hour", async () => {
    const campaignId = await addCampaign(database, { status: "sent", body: "Hi {{first_name}}", audience: everyone });
    const canary = { size: { unit: "percent", amount: 5 }, waitMinutes: 30 };
    await database.query("UPDATE campaign SET guards = $2, timing = $3 WHERE id = $1", [
      campaignId,
      JSON.stringify({ canary, maxFailedPercent: 4, ignoresQuietHours: true, notMarketing: { by: "Ana", at: 0 } }),
      JSON.stringify({ start: { kind: "at", date: "2026-12-01", time: "10:00", zone: "Etc/UTC" } }),
    ]);
    const copy = await duplicateCampaign(viewer, { campaignId });
    const { rows } = await database.query("SELECT guards, timing FROM campaign WHERE id = $1", [copy.campaignId]);
    expect(rows[0]).toEqual({
      guards: { canary, maxFailedPercent: 4, maxOptOutPercent: null, ignoresQuietHours: false },
      timing: {},
    });
    expect(await getCampaign(viewer, copy.campaignId)).toMatchObject({
      name: "Advent opening (copy)",
      body: "Hi {{first_name}}",
      audience: everyone,
      status: "draft",
      version: 1,
    });
  });
});

test("a copy of a follow-up is for nobody yet: another try for the same people is asked for, see follow-up.ts", async () => {
  const campaignId = await addCampaign(database, {
    status: "sent",
    audience: { ...everyone, everyone: false, followUpOf: 1 },
  });
  const copy = await duplicateCampaign(viewer, { campaignId });
  expect((await getCampaign(viewer, copy.campaignId))?.audience).toMatchObject({ everyone: false, followUpOf: null });
});

describe("pause, resume, cancel", () => {
  test.each(["preparing", "sending"])("a %s campaign pauses", async (status) => {
    const campaignId = await addCampaign(database, { status });
    await pauseCampaign(viewer, { campaignId });
    expect(await statusOf(database, campaignId)).toBe("paused");
  });

  test("resuming forgets why it paused and wakes the lanes", async () => {
    const campaignId = await addCampaign(database, { status: "paused" });
    await database.query(
      `UPDATE campaign SET halt = '{"code": "refused_by_sinch", "said": "Out of credit"}' WHERE id = $1`,
      [campaignId],
    );
    await resumeCampaign(viewer, { campaignId });
    const { rows } = await database.query("SELECT status, halt FROM campaign WHERE id = $1", [campaignId]);
    expect(rows[0]).toEqual({ status: "sending", halt: null });
    expect(new Set(await jobsOf(database, campaignId))).toEqual(new Set(["campaign.dispatch"]));
  });

  test("resuming before the audience was complete goes on expanding it", async () => {
    const campaignId = await addCampaign(database, { status: "paused", expanded: false });
    await resumeCampaign(viewer, { campaignId });
    expect(await jobsOf(database, campaignId)).toContain("campaign.expand");
  });

  test.each(["preparing", "sending", "paused"])("a %s campaign can be canceled", async (status) => {
    const campaignId = await addCampaign(database, { status });
    await cancelCampaign(viewer, { campaignId });
    const { rows } = await database.query("SELECT status, finished_at FROM campaign WHERE id = $1", [campaignId]);
    expect(rows[0]).toMatchObject({ status: "canceled", finished_at: expect.any(Date) });
    expect(await jobsOf(database, campaignId)).toEqual(["campaign.cancel"]);
  });

  test.each([
    ["sent", pauseCampaign, /already sent, so it cannot be paused/],
    ["sent", cancelCampaign, /already sent, so it cannot be canceled/],
    ["sending", resumeCampaign, /is being sent, so it cannot be resumed/],
    ["draft", pauseCampaign, /still a draft, so it cannot be paused/],
    ["canceled", resumeCampaign, /already was canceled, so it cannot be resumed/],
  ])("a %s campaign refuses in words and stays as it is", async (status, command, words) => {
    const campaignId = await addCampaign(database, { status });
    await expect(command(viewer, { campaignId })).rejects.toThrow(words);
    expect(await statusOf(database, campaignId)).toBe(status);
    expect(await jobsOf(database, campaignId)).toEqual([]);
  });

  test("pausing and canceling at once: cancel wins or pause comes first, never a lost cancel", async () => {
    const campaignId = await addCampaign(database, { status: "sending" });
    await Promise.allSettled([pauseCampaign(viewer, { campaignId }), cancelCampaign(viewer, { campaignId })]);
    expect(await statusOf(database, campaignId)).toBe("canceled");
  });

  test("a campaign that does not exist is not found", async () => {
    await expect(pauseCampaign(viewer, { campaignId: 999_999 })).rejects.toMatchObject({ code: "not_found" });
  });
});
