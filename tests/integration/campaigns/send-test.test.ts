import { afterAll, describe, expect, test } from "vitest";
import { closeClientBoss } from "@/lib/jobs/boss";
import { sendTest, testsPerMinute } from "@/lib/messages/send-test";
import { createTestDatabase } from "../../support/database.ts";
import { addCampaign, addPeople, newPhone, viewerAs } from "./fixtures.ts";

const database = await createTestDatabase();
const viewer = viewerAs("editor");
afterAll(closeClientBoss);

async function textOf(directMessageId: number) {
  const { rows } = await database.query("SELECT kind, phone, body, status FROM direct_message WHERE id = $1", [
    directMessageId,
  ]);
  return rows[0];
}

describe("a test", () => {
  test("is what the previewed person would read, opt-out line included, with its job", async () => {
    const { ids } = await addPeople(database, [{ firstName: "Ada", attributes: { city: "Bern" } }]);
    const campaignId = await addCampaign(database, { body: "Hi {{first_name|there}} in {{city|town}}!" });
    const { directMessageId } = await sendTest(viewer, {
      campaignId,
      phone: "(201) 555-0199",
      subscriberId: ids[0] ?? null,
    });
    expect(await textOf(directMessageId)).toEqual({
      kind: "test",
      phone: "+12015550199",
      body: "Hi Ada in Bern!\nReply STOP to opt out",
      status: 0,
    });
    const jobs = await database.query("SELECT 1 FROM pgboss.job WHERE name = 'message.direct'");
    expect(jobs.rowCount).toBe(1);
  });

  test("is an event of its campaign, with who asked for it", async () => {
    const campaignId = await addCampaign(database, { body: "Hi" });
    const { directMessageId } = await sendTest(viewer, { campaignId, phone: newPhone(), subscriberId: null });
    const { rows } = await database.query(
      `SELECT kind, data, actor_kind AS "actorKind", actor_id AS "actorId" FROM event
        WHERE object = 'campaign' AND object_id = $1::text`,
      [campaignId],
    );
    expect(rows).toEqual([{ kind: "test_sent", data: { directMessageId }, actorKind: "person", actorId: 1 }]);
  });

  test("without anybody to show uses sample values", async () => {
    const campaignId = await addCampaign(database, { body: "Hi {{first_name|there}}. Reply STOP to end" });
    const { directMessageId } = await sendTest(viewer, { campaignId, phone: newPhone(), subscriberId: null });
    expect((await textOf(directMessageId))?.body).toBe("Hi Sam. Reply STOP to end");
  });

  test.each([
    ["12", /too short|not a phone/],
    ["hello", /not a phone number/],
  ])("%s is refused beside the field", async (phone, words) => {
    const campaignId = await addCampaign(database, { body: "Hi" });
    const attempt = sendTest(viewer, { campaignId, phone, subscriberId: null });
    await expect(attempt).rejects.toMatchObject({ code: "invalid", fields: { phone: expect.stringMatching(words) } });
  });

  test("never goes to a number that opted out", async () => {
    const phone = newPhone();
    await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'keyword')", [phone]);
    const campaignId = await addCampaign(database, { body: "Hi" });
    const before = await database.query("SELECT count(*) AS n FROM direct_message");
    await expect(sendTest(viewer, { campaignId, phone, subscriberId: null })).rejects.toThrow(/opted out/);
    const after = await database.query("SELECT count(*) AS n FROM direct_message");
    expect(after.rows).toEqual(before.rows);
  });

  test("needs a text", async () => {
    const campaignId = await addCampaign(database, { body: " " });
    const attempt = sendTest(viewer, { campaignId, phone: newPhone(), subscriberId: null });
    await expect(attempt).rejects.toThrow("Write a message first.");
  });

  test("is limited per person, and says when to try again; one that is refused counts nothing", async () => {
    const busy = viewerAs("editor", 8);
    const campaignId = await addCampaign(database, { body: "Hi" });
    const empty = await addCampaign(database, { body: " " });
    await expect(sendTest(busy, { campaignId, phone: "12", subscriberId: null })).rejects.toThrow();
    await expect(sendTest(busy, { campaignId: empty, phone: newPhone(), subscriberId: null })).rejects.toThrow();
    for (let sent = 0; sent < testsPerMinute; sent++) {
      await sendTest(busy, { campaignId, phone: newPhone(), subscriberId: null });
    }
    const oneMore = sendTest(busy, { campaignId, phone: newPhone(), subscriberId: null });
    await expect(oneMore).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: expect.any(Number) });
  });
});
