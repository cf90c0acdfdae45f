import { describe, expect, test } from "vitest";
import { countAudience } from "@/lib/audience/members";
import { launchCampaign } from "@/lib/campaigns/commands/launch";
import { actorOf } from "@/lib/events/actor";
import { mergeImport } from "@/lib/imports/merge";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { deleteSubscriber } from "@/lib/subscribers/commands";
import { deleteTag } from "@/lib/tags/commands";
import { createTestDatabase } from "../../support/database.ts";
import { ledgers, startRig } from "../../support/rig.ts";
import { addCampaign, addPeople, everyone, statusOf, viewerAs, withTags } from "../campaigns/fixtures.ts";
import { deliver, text } from "./sinch-calls.ts";
import { checked, csvOf } from "./uploads.ts";

/** Two people, two tabs, two workers, one handset: at the same moment. */

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const never = new AbortController().signal;
const viewer = viewerAs("marketer");

async function confirmed(audience: Parameters<typeof countAudience>[0]): Promise<number> {
  return (await countAudience(audience)).eligible;
}

async function outcomes(works: Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(works);
  return settled.map((one) => (one.status === "fulfilled" ? "done" : (one.reason.code ?? one.reason.message))).sort();
}

async function sendEverything(campaignId: number): Promise<string[]> {
  await expandCampaign(campaignId, 100, never);
  await dispatchCampaign(campaignId, rig.engine, never);
  const { counted, grouped } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  const accepted = await rig.accepted();
  return accepted
    .filter(({ client_reference: ref }) => ref.startsWith(`c.test.${campaignId}.`))
    .map((m) => m.recipient);
}

async function phonesOf(ids: number[]): Promise<string[]> {
  const { rows } = await database.query<{ phone: string }>("SELECT phone FROM subscriber WHERE id = ANY ($1)", [ids]);
  return rows.map(({ phone }) => phone).sort();
}

test("Send pressed ten times at once launches once", async () => {
  const { tagId, ids } = await addPeople(database, [{}, {}, {}]);
  const audience = withTags([tagId]);
  const campaignId = await addCampaign(database, { audience });
  const press = () => launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 3 });
  const results = await outcomes(Array.from({ length: 10 }, press));
  expect(results).toEqual([...Array(9).fill("conflict"), "done"]);
  const sent = await sendEverything(campaignId);
  expect(sent.sort()).toEqual(await phonesOf(ids));
});

describe("a tag is deleted", () => {
  test("while a campaign that leaves it out is being listed: refused, and nobody of it is texted", async () => {
    const wanted = await addPeople(database, [{}, {}]);
    const unwanted = await addPeople(database, [{}]);
    const both = [...wanted.ids, ...unwanted.ids];
    await database.query(
      "INSERT INTO subscriber_tag (tag_id, subscriber_id) SELECT $1, unnest($2::int[]) ON CONFLICT DO NOTHING",
      [wanted.tagId, both],
    );
    const audience = withTags([wanted.tagId], [unwanted.tagId]);
    const campaignId = await addCampaign(database, { audience });
    await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 2 });
    await expect(deleteTag(actorOf(viewer), { id: unwanted.tagId })).rejects.toMatchObject({ code: "conflict" });
    expect((await sendEverything(campaignId)).sort()).toEqual(await phonesOf(wanted.ids));
    await deleteTag(actorOf(viewer), { id: unwanted.tagId });
  });

  test("at the moment of Send: one of the two gives way", async () => {
    for (let round = 0; round < 10; round++) {
      const { tagId } = await addPeople(database, [{}]);
      const campaignId = await addCampaign(database, { audience: withTags([tagId]) });
      const launch = launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 1 });
      const [launched, deleted] = await Promise.allSettled([launch, deleteTag(actorOf(viewer), { id: tagId })]);
      expect([launched.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
    }
  });

  test("and a draft that left it out has to choose its audience again", async () => {
    const wanted = await addPeople(database, [{}]);
    const [unwanted, other] = [await addPeople(database, [{}]), await addPeople(database, [{}])];
    const audience = withTags([wanted.tagId], [unwanted.tagId, other.tagId]);
    const campaignId = await addCampaign(database, { audience });
    await deleteTag(actorOf(viewer), { id: unwanted.tagId });
    const { rows } = await database.query("SELECT audience, version FROM campaign WHERE id = $1", [campaignId]);
    expect(rows).toEqual([{ audience: withTags([], [other.tagId]), version: 2 }]);
    const launch = launchCampaign(viewer, { campaignId, version: 2, confirmedEligible: 0 });
    await expect(launch).rejects.toMatchObject({ fields: { audience: "Choose who gets it." } });
  });

  test("a draft that names a tag which is gone is not sent", async () => {
    const { tagId } = await addPeople(database, [{}]);
    const campaignId = await addCampaign(database, { audience: withTags([tagId], [2_000_000]) });
    const launch = launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 1 });
    await expect(launch).rejects.toMatchObject({ code: "invalid" });
    expect(await statusOf(database, campaignId)).toBe("draft");
  });
});

describe("an import is running", () => {
  test("Send waits for it where it adds to the audience, and only there", async () => {
    const { tagId } = await addPeople(database, [{}]);
    const other = await addPeople(database, [{}]);
    const importId = await checked(viewer, csvOf(["+12015558001"]), { tagId });
    const own = await addCampaign(database, { audience: withTags([tagId]) });
    const all = await addCampaign(database, { audience: everyone });
    const apart = await addCampaign(database, { audience: withTags([other.tagId]) });
    const press = async (campaignId: number, audience: Parameters<typeof countAudience>[0]) =>
      launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: await confirmed(audience) });
    await expect(press(own, withTags([tagId]))).rejects.toMatchObject({ code: "conflict" });
    await expect(press(all, everyone)).rejects.toMatchObject({ code: "conflict" });
    await press(apart, withTags([other.tagId]));
    await mergeImport(importId, never);
    await press(own, withTags([tagId]));
    expect(await sendEverything(own)).toHaveLength(2);
  });

  test("merged by four workers at once: everybody once", async () => {
    const phones = Array.from({ length: 3_000 }, (_, index) => `+1202${2_000_000 + index}`);
    const importId = await checked(viewer, csvOf(phones), {});
    await Promise.all(Array.from({ length: 4 }, () => mergeImport(importId, never)));
    const { rows } = await database.query("SELECT status, created, updated, unchanged FROM import WHERE id = $1", [
      importId,
    ]);
    expect(rows).toEqual([{ status: "done", created: 3_000, updated: 0, unchanged: 0 }]);
    const granted = await database.query("SELECT FROM consent_event WHERE import_id = $1", [importId]);
    expect(granted.rowCount).toBe(3_000);
  });

  test("two imports of the same people in opposite orders with the same tags: both end", async () => {
    const phones = Array.from({ length: 2_000 }, (_, index) => `+1203${2_000_000 + index}`);
    const [a, b] = [await addPeople(database, []), await addPeople(database, [])];
    const first = await checked(viewer, csvOf(phones), { tagId: a.tagId, otherTagId: b.tagId });
    const second = await checked(viewer, csvOf(phones.toReversed()), { tagId: b.tagId, otherTagId: a.tagId });
    await Promise.all([mergeImport(first, never), mergeImport(second, never)]);
    const { rows } = await database.query("SELECT subscriber_count FROM tag WHERE id = ANY ($1)", [[a.tagId, b.tagId]]);
    expect(rows).toEqual([{ subscriber_count: 2_000 }, { subscriber_count: 2_000 }]);
  });

  test("STOP while the number is being imported: it stays opted out, whoever commits first", async () => {
    for (let round = 0; round < 10; round++) {
      const phone = `+1204555${1000 + round}`;
      const importId = await checked(viewer, csvOf([phone]), {});
      await Promise.all([mergeImport(importId, never), deliver(text(phone, "STOP"))]);
      expect((await database.query("SELECT FROM suppression WHERE phone = $1", [phone])).rowCount).toBe(1);
      const { rows } = await database.query("SELECT id FROM subscriber WHERE phone = $1", [phone]);
      expect(rows).toHaveLength(1);
    }
  });
});

test("a subscriber deleted while the campaign is listed is not texted, and the ledger still balances", async () => {
  const { tagId, ids } = await addPeople(database, [{}, {}, {}]);
  const campaignId = await addCampaign(database, { audience: withTags([tagId]) });
  await launchCampaign(viewer, { campaignId, version: 1, confirmedEligible: 3 });
  const rest = await phonesOf(ids.slice(1));
  await Promise.all([expandCampaign(campaignId, 100, never), deleteSubscriber(viewer, { id: ids[0] ?? 0 })]);
  expect((await sendEverything(campaignId)).sort()).toEqual(rest);
});
