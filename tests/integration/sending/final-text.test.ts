import { beforeEach, describe, expect, test } from "vitest";
import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { scheduleCampaign, unscheduleCampaign } from "@/lib/campaigns/commands/schedule";
import { previewAudience } from "@/lib/campaigns/queries/preview";
import { systemActor } from "@/lib/events/actor";
import { sendTest } from "@/lib/messages/send-test";
import { withSettings } from "@/lib/sending/engine/make-engine";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { startScheduled } from "@/lib/sending/schedule";
import { saveOrganisation } from "@/lib/settings/commands";
import { getOrganisation } from "@/lib/settings/queries";
import { createTestDatabase } from "../../support/database.ts";
import { startRig } from "../../support/rig.ts";
import { addCampaign, addPeople, viewerAs, withTags } from "../campaigns/fixtures.ts";

/** A confirmed text stays what it was confirmed as, in words and in parts, whatever is set afterwards. */
const database = await createTestDatabase();
const rig = await startRig();
const viewer = viewerAs("marketer");
const never = new AbortController().signal;

/** Not recognised as a way to opt out: a check by words alone would add today's line under it. */
const unrecognised = "Odhlásenie: napíšte KONIEC";
const longLine = "If you do not want these texts any more, reply STOP to us";

async function setLine(optOutLine: string): Promise<void> {
  await saveOrganisation(systemActor("test"), { ...(await getOrganisation()), optOutLine });
}

beforeEach(() => setLine("Reply STOP to opt out"));

async function sendAll(campaignId: number): Promise<string[]> {
  await expandCampaign(campaignId, 1_000, never);
  await dispatchCampaign(campaignId, await withSettings(rig.engine), never);
  const batches = await database.query<{ reference: string }>(
    `SELECT client_reference AS reference FROM batch_attempt a JOIN batch b ON b.id = a.batch_id WHERE b.campaign_id = $1`,
    [campaignId],
  );
  const sent = await Promise.all(batches.rows.map(({ reference }) => rig.accepted(reference)));
  return sent.flat().map(({ body }) => body);
}

async function partsOf(campaignId: number): Promise<number[]> {
  const { rows } = await database.query<{ parts: number }>(
    "SELECT parts FROM message WHERE campaign_id = $1 ORDER BY seq",
    [campaignId],
  );
  return rows.map(({ parts }) => parts);
}

describe("the line changes after Send", () => {
  test.each([
    ["from none", "", "Hi {{first_name|there}}"],
    ["from one that nothing recognises", unrecognised, `Hi {{first_name|there}}\n${unrecognised}`],
    ["to a longer one", "Reply STOP to opt out", "Hi {{first_name|there}}\nReply STOP to opt out"],
  ])("%s: later people read what was confirmed", async (_, line, whole) => {
    await setLine(line);
    const { tagId } = await addPeople(database, [{ firstName: "Ada" }, {}]);
    const campaignId = await addCampaign(database, { audience: withTags([tagId]), body: "Hi {{first_name|there}}" });
    await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 2 });
    await setLine(longLine);
    const read = (name: string) => whole.replace("{{first_name|there}}", name);
    expect((await sendAll(campaignId)).sort()).toEqual([read("Ada"), read("there")]);
    expect(await partsOf(campaignId)).toEqual([1, 1]);
  });

  test("a test of what was sent is what was sent", async () => {
    await setLine("");
    const { tagId } = await addPeople(database, [{}]);
    const campaignId = await addCampaign(database, { audience: withTags([tagId]), body: "Hi" });
    await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 1 });
    await setLine(longLine);
    const { directMessageId } = await sendTest(viewer, { campaignId, phone: "+12015550199", subscriberId: null });
    const { rows } = await database.query("SELECT body FROM direct_message WHERE id = $1", [directMessageId]);
    expect(rows).toEqual([{ body: "Hi" }]);
  });
});

describe("the line changes while a campaign is scheduled", () => {
  const timing = { start: { kind: "at", date: "2099-01-01", time: "09:00", zone: "UTC" } };

  async function schedule(tagId: number): Promise<number> {
    const campaignId = await addCampaign(database, { audience: withTags([tagId]), body: "x".repeat(138) });
    await database.query("UPDATE campaign SET timing = $2 WHERE id = $1", [campaignId, JSON.stringify(timing)]);
    await scheduleCampaign(viewer, { campaignId, version: 1, confirmedEligible: 1 });
    return campaignId;
  }

  test("the confirmed line goes out, in as many parts as were confirmed", async () => {
    const { tagId } = await addPeople(database, [{}]);
    const campaignId = await schedule(tagId);
    await setLine(longLine);
    await database.query("UPDATE campaign SET starts_at = now() WHERE id = $1", [campaignId]);
    await startScheduled();
    expect(await sendAll(campaignId)).toEqual([`${"x".repeat(138)}\nReply STOP to opt out`]);
    expect(await partsOf(campaignId)).toEqual([1]);
  });

  test("a draft again follows the settings again", async () => {
    const { tagId } = await addPeople(database, [{}]);
    const campaignId = await schedule(tagId);
    await setLine(longLine);
    await unscheduleCampaign(viewer, { campaignId });
    const { directMessageId } = await sendTest(viewer, { campaignId, phone: "+12015550199", subscriberId: null });
    const { rows } = await database.query("SELECT body FROM direct_message WHERE id = $1", [directMessageId]);
    expect(rows).toEqual([{ body: `${"x".repeat(138)}\n${longLine}` }]);
  });
});

test("the preview counts the parts that the engine then counts", async () => {
  const { tagId } = await addPeople(database, [{ firstName: "a".repeat(130) }, { firstName: "…" }, {}]);
  const body = "Hi {{first_name|there}}";
  const audience = withTags([tagId]);
  const { parts } = await previewAudience(viewer, { audience, body });
  const campaignId = await addCampaign(database, { audience, body });
  await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 3 });
  await sendAll(campaignId);
  const counted = (await partsOf(campaignId)).sort();
  expect(parts.flatMap((row) => Array<number>(row.people).fill(row.parts))).toEqual(counted);
});
