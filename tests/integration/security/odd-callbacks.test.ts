import { beforeEach, expect, test } from "vitest";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { createTestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, ledgers, startRig } from "../../support/rig.ts";
import { deliver, report, text } from "./sinch-calls.ts";

/** Signed callbacks with contents that nobody expected: none is lost, and none holds up the others. */

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const never = new AbortController().signal;

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, campaign_reply, message, message_exception, batch,
              batch_attempt, direct_message, activity_counter, inbound_message, webhook_event RESTART IDENTITY CASCADE`,
  );
});

async function sentCampaign(phones: string[]): Promise<{ campaignId: number; reference: string }> {
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 1_000, never);
  await dispatchCampaign(campaignId, rig.engine, never);
  return { campaignId, reference: `c.test.${campaignId}.1.1` };
}

async function statuses(campaignId: number): Promise<number[]> {
  const { rows } = await database.query<{ status: number }>(
    "SELECT status FROM message WHERE campaign_id = $1 ORDER BY seq",
    [campaignId],
  );
  return rows.map(({ status }) => status);
}

test.each([
  ["a code beyond what the column holds", (reference: string) => report(reference, "12012000002", "Failed", 4_000_000)],
  ["a NUL in the reference", (reference: string) => report(`${reference}\0`, "12012000002", "Failed")],
  ["half a surrogate pair in the reference", () => report("c.\ud800", "12012000002", "Failed")],
  [
    "a NUL in Sinch's own id",
    (reference: string) => ({ ...report(reference, "12012000002", "Failed"), batch_id: "0\0" }),
  ],
  ["a number of twenty digits", (reference: string) => report(reference, "12012000002000000000", "Failed")],
])("a report with %s does not hold up the others", async (_case, odd) => {
  const { campaignId, reference } = await sentCampaign(["+12012000001", "+12012000002"]);
  expect((await deliver(odd(reference))).status).toBe(200);
  expect((await deliver(report(reference, "12012000001", "Delivered"))).status).toBe(200);
  await applyCallbacks();
  expect((await statuses(campaignId))[0]).toBe(30);
  expect((await database.query("SELECT FROM webhook_event WHERE applied_at IS NULL")).rowCount).toBe(0);
  const { counted, grouped } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
});

test.each(["STOP\0", "\0stop", "ST\0OP", "STOP \ud83d", "stop\ufeff", "S\u200bTOP", "\u202eSTOP", "ＳＴＯＰ"])(
  "STOP with signs that Postgres or people cannot see still stops: %j",
  async (body) => {
    expect(await deliver(text("12012000001", body))).toMatchObject({ status: 200 });
    const { rows } = await database.query("SELECT phone FROM suppression");
    expect(rows).toEqual([{ phone: "+12012000001" }]);
  },
);

test("an opt-out of 200 KB is kept and acted upon", async () => {
  expect((await deliver(text("12012000001", `STOP\n${"please ".repeat(28_000)}`))).status).toBe(200);
  expect((await database.query("SELECT FROM suppression")).rowCount).toBe(1);
});

test("two workers apply at once: every report counts once", async () => {
  const phones = Array.from({ length: 300 }, (_, index) => `+1201200${1000 + index}`);
  const { campaignId, reference } = await sentCampaign(phones);
  await Promise.all(
    phones.flatMap((phone) =>
      [report(reference, phone, "Delivered"), report(reference, phone, "Failed", 402)].map(deliver),
    ),
  );
  await Promise.all(Array.from({ length: 6 }, () => applyCallbacks()));
  await applyCallbacks();
  const { counted, grouped, unlisted } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
  expect(counted.reduce((sum, row) => sum + row.messages, 0)).toBe(300);
  const activity = await database.query(
    "SELECT sum(total)::int AS n FROM activity_counter WHERE metric IN ('delivered', 'failed')",
  );
  expect(activity.rows).toEqual([{ n: 300 }]);
});
