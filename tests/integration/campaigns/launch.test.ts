import { afterAll, describe, expect, test } from "vitest";
import type { Audience } from "@/lib/audience/schema";
import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { closeClientBoss } from "@/lib/jobs/boss";
import { createTestDatabase } from "../../support/database.ts";
import { addCampaign, addPeople, jobsOf, jobsOfLaunch, statusOf, viewerAs, withTags } from "./fixtures.ts";

const database = await createTestDatabase();
const viewer = viewerAs("marketer");
afterAll(closeClientBoss);

async function draftFor(audience: Audience, body = "Hi {{first_name|there}}") {
  return addCampaign(database, { audience, body });
}

describe("Send", () => {
  test("writes the status, the ceiling, the sender and the job together", async () => {
    const { tagId, ids } = await addPeople(database, [{}, {}, { suppressed: true }]);
    const campaignId = await draftFor(withTags([tagId]));
    await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 2 });
    const { rows } = await database.query("SELECT * FROM campaign WHERE id = $1", [campaignId]);
    expect(rows[0]).toMatchObject({
      status: "preparing",
      audience_ceiling_id: Math.max(...ids),
      sender: "+12015550100",
      // The text as it will be read, whatever becomes of the settings.
      body: "Hi {{first_name|there}}\nReply STOP to opt out",
      launched_at: expect.any(Date),
    });
    expect(await jobsOf(database, campaignId)).toEqual(jobsOfLaunch);
  });

  test("an audience that changed stops it and names both numbers", async () => {
    const { tagId } = await addPeople(database, [{}, {}, {}]);
    const campaignId = await draftFor(withTags([tagId]));
    const launch = launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 12_480 });
    await expect(launch).rejects.toMatchObject({
      code: "conflict",
      message: "The audience changed from 12,480 to 3 people. Look again before you send.",
    });
    expect(await statusOf(database, campaignId)).toBe("draft");
    expect(await jobsOf(database, campaignId)).toEqual([]);
  });

  test("excluded tags and people without consent are not part of the number", async () => {
    const regulars = await addPeople(database, [{}, {}, { consent: false }]);
    const recent = await addPeople(database, []);
    await database.query("INSERT INTO subscriber_tag (tag_id, subscriber_id) VALUES ($1, $2)", [
      recent.tagId,
      regulars.ids[0],
    ]);
    const campaignId = await draftFor(withTags([regulars.tagId], [recent.tagId]));
    await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 1 });
    expect(await statusOf(database, campaignId)).toBe("preparing");
  });

  test.each([
    ["nobody chosen", withTags([]), "Hi", { audience: "Choose who gets it." }],
    ["no text", null, "  ", { body: "Write a message." }],
    ["a broken field", null, "Hi {{first_name", { body: expect.stringContaining("never closed") }],
    [
      "a text that is too long with its opt-out line",
      null,
      "x".repeat(1_590),
      { body: expect.stringContaining("1,600") },
    ],
  ])("refuses %s, naming the field", async (_, audience, body, fields) => {
    const { tagId } = await addPeople(database, [{}]);
    const campaignId = await draftFor(audience ?? withTags([tagId]), body);
    const launch = launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 1 });
    await expect(launch).rejects.toMatchObject({ code: "invalid", fields });
    expect(await statusOf(database, campaignId)).toBe("draft");
  });

  test("refuses when everybody in the audience opted out", async () => {
    const { tagId } = await addPeople(database, [{ suppressed: true }]);
    const campaignId = await draftFor(withTags([tagId]));
    const launch = launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 0 });
    await expect(launch).rejects.toThrow("Nobody in this audience may be texted.");
  });

  test("refuses a draft that was changed after it was reviewed", async () => {
    const { tagId } = await addPeople(database, [{}]);
    const campaignId = await draftFor(withTags([tagId]));
    await database.query("UPDATE campaign SET version = 2, body = 'Other' WHERE id = $1", [campaignId]);
    const launch = launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 1 });
    await expect(launch).rejects.toThrow(/Somebody changed this draft/);
  });

  test("pressed ten times at once, it is sent once", async () => {
    const { tagId } = await addPeople(database, [{}]);
    const campaignId = await draftFor(withTags([tagId]));
    const presses = Array.from({ length: 10 }, () =>
      launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 1 }),
    );
    const outcomes = await Promise.allSettled(presses);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
    }
    expect(await jobsOf(database, campaignId)).toEqual(jobsOfLaunch);
  });

  test("a campaign that was sent says so", async () => {
    const campaignId = await addCampaign(database, { status: "sent" });
    const launch = launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 1 });
    await expect(launch).rejects.toThrow("This campaign is already sent, so it cannot be sent again.");
  });
});
