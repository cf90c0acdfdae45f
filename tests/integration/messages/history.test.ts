import { describe, expect, test } from "vitest";
import { listCampaignsOf } from "@/lib/messages/history";
import { findRecipients, listRecipients } from "@/lib/messages/queries";
import { createTestDatabase } from "../../support/database.ts";
import { putStatus } from "../../support/put-status.ts";
import { addCampaign, addPeople, viewerAs } from "../campaigns/fixtures.ts";

const database = await createTestDatabase();
const viewer = viewerAs("viewer");

/** A campaign to everybody between the first and the last of these ids, each with a status and a code. */
async function addSent(name: string, people: { id: number; status: number; code?: number }[]): Promise<number> {
  const campaignId = await addCampaign(database, { name, status: "sent" });
  const ids = people.map(({ id }) => id);
  await database.query(
    `INSERT INTO batch (campaign_id, number, first_seq, last_seq, first_subscriber_id, last_subscriber_id, recipients, state)
     VALUES ($1, 1, 1, $2, $3, $4, $2, 'accepted')`,
    [campaignId, people.length, Math.min(...ids), Math.max(...ids)],
  );
  for (const [index, { id, status, code }] of people.entries()) {
    await database.query(
      "INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, code, updated_at) VALUES ($1, $2, $3, '+12015550000', $4, $5, now())",
      [campaignId, index + 1, id, status, code ?? 0],
    );
  }
  return campaignId;
}

describe("the campaigns of one person", () => {
  test("one line each, the newest first, with the reason; drafts and what was before them left out", async () => {
    const before = await addSent("Before their time", [{ id: 1, status: 30 }]);
    await database.query("UPDATE campaign SET launched_at = now() - interval '1 day' WHERE id = $1", [before]);
    const { ids } = await addPeople(database, [{}, {}, {}]);
    const [first = 0, middle = 0, last = 0] = ids;
    await addSent("Delivered", [
      { id: first, status: 30 },
      { id: middle, status: 30 },
    ]);
    await addSent("Skipped", [
      { id: middle, status: 40, code: 1 },
      { id: last, status: 30 },
    ]);
    await addSent("To others", [
      { id: first, status: 30 },
      { id: last, status: 31, code: 402 },
    ]);
    await addCampaign(database, { name: "A draft" });

    const lines = await listCampaignsOf(viewer, middle);
    expect(lines.map(({ name, status, reason }) => [name, status, reason])).toEqual([
      ["To others", null, null],
      ["Skipped", "skipped", "Opted out"],
      ["Delivered", "delivered", null],
    ]);
    const failed = await listCampaignsOf(viewer, last);
    expect(failed[0]).toMatchObject({ name: "To others", status: "failed", reason: "Number not in service" });
  });

  test("whoever has not got it yet reads why, by search and in the list as well", async () => {
    const { ids } = await addPeople(database, [{}, {}]);
    const [one = 0, two = 0] = ids;
    const campaignId = await addSent("To come", [
      { id: one, status: 10 },
      { id: two, status: 0 },
    ]);
    const why = async () => {
      const [line] = await listCampaignsOf(viewer, two);
      const { rows } = await listRecipients(viewerAs("marketer"), { campaignId, filter: "waiting" });
      const { rows: people } = await database.query("SELECT phone FROM subscriber WHERE id = $1", [two]);
      const [found] = await findRecipients(viewerAs("marketer"), { campaignId, phone: people[0]?.phone });
      expect([rows[0]?.reason, found?.reason]).toEqual([line?.reason, line?.reason]);
      return line?.reason;
    };
    const set = (change: string) => database.query(`UPDATE ${change}`);
    await putStatus(database, "sending", { where: "name = 'To come'" });
    await set(`batch SET state = 'ready', next_attempt_at = now() WHERE campaign_id = ${campaignId}`);
    expect(await why()).toBe("Next in line");
    await set("campaign SET canary_state = 'sending', canary_people = 1 WHERE name = 'To come'");
    expect(await why()).toBe("Waits for the first person to go ahead");
    await set(
      `batch SET next_attempt_at = '2099-11-21 08:00Z', wait_reason = 'quiet_hours' WHERE campaign_id = ${campaignId}`,
    );
    expect(await why()).toMatch(/^Quiet hours where they are, until .*21 Nov, /);
    await set(
      `campaign SET status = 'paused', halt = '{"code": "noted", "words": "9 % failed."}' WHERE name = 'To come'`,
    );
    expect(await why()).toBe("Paused by itself: 9 % failed.");
    await set("sending_control SET stopped_at = now()");
    expect(await why()).toBe("All sending is stopped");
    await set("sending_control SET stopped_at = NULL");
    expect((await listCampaignsOf(viewer, one))[0]?.reason).toBeNull();
    await set("campaign SET status = 'canceled' WHERE name = 'To come'");
    await set(`batch SET recall = 'failed' WHERE campaign_id = ${campaignId}`);
    expect((await listCampaignsOf(viewer, one))[0]?.reason).toContain("could not be asked to take it back");
  });

  test("no more than the ten latest", async () => {
    const { ids } = await addPeople(database, [{}]);
    for (let count = 0; count < 12; count++) await addSent(`Campaign ${count}`, [{ id: ids[0] ?? 0, status: 30 }]);
    const lines = await listCampaignsOf(viewer, ids[0] ?? 0);
    expect(lines.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, index) => `Campaign ${11 - index}`));
  });
});
