import { beforeEach, expect, test } from "vitest";
import { messageStatus } from "@/lib/messages/rules";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { sweepSending } from "@/lib/sending/sweep";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { createTestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, eventually, ledgers, startRig } from "../../support/rig.ts";

const database = await createTestDatabase();
const rig = await startRig({ api: "conversation" });
const never = new AbortController().signal;
const phones = Array.from(
  { length: 60 },
  (_, index) => `+12015${String(990_000).padStart(6, "0").slice(0, 3)}${1000 + index}`,
);

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, campaign_reply, message, message_exception, batch,
              batch_attempt, direct_message, activity_counter, inbound_message RESTART IDENTITY CASCADE`,
  );
  await rig.control("reset", {});
});

async function launch(people: string[], batchSize = 20): Promise<number> {
  await addSubscribers(
    database,
    people.map((phone, index) => ({ phone, firstName: index % 2 ? `Name${index}` : "" })),
  );
  const campaignId = await addLaunchedCampaign(database, "Hi {{first_name|there}}");
  await expandCampaign(campaignId, batchSize, never);
  return campaignId;
}

async function statuses(campaignId: number): Promise<number[]> {
  const { rows } = await database.query("SELECT status FROM message WHERE campaign_id = $1 ORDER BY seq", [campaignId]);
  return rows.map((row) => row.status);
}

async function expectBalance(campaignId: number): Promise<void> {
  const { counted, grouped, unlisted } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
}

test("a campaign over the Conversation API: everybody once, in their own words, with reports and replies", async () => {
  const campaignId = await launch(phones);
  await Promise.all([0, 1].map(() => dispatchCampaign(campaignId, rig.engine, never)));
  const accepted = await rig.accepted();
  expect(accepted.map((message) => message.recipient).sort()).toEqual([...phones].sort());
  expect(accepted.filter((message) => message.body.startsWith("Hi there"))).toHaveLength(30);

  await eventually(
    async () => {
      await applyCallbacks();
      return statuses(campaignId);
    },
    (all) => all.every((status) => status >= messageStatus.delivered),
  );
  await expectBalance(campaignId);

  await rig.control("inbound", { from: phones[0], to: rig.engine.sender, body: "STOP" });
  const suppressed = await eventually(
    async () => (await database.query("SELECT phone, campaign_id FROM suppression")).rows,
    (rows) => rows.length === 1,
  );
  expect(suppressed).toEqual([{ phone: phones[0], campaign_id: campaignId }]);
});

test("only whoever is unclear is held; the others are accepted, and nobody is sent to twice", async () => {
  await rig.control("faults", { kind: "status_after_accept", status: 500, times: 3 });
  await rig.control("settings", { callbacks: false });
  const campaignId = await launch(phones.slice(0, 10));
  await dispatchCampaign(campaignId, rig.engine, never);
  await sweepSending();
  await dispatchCampaign(campaignId, rig.engine, never);
  const counts = Map.groupBy(await statuses(campaignId), (status) => status);
  expect(counts.get(messageStatus.unclear)).toHaveLength(3);
  expect(counts.get(messageStatus.sent)).toHaveLength(7);
  expect((await rig.accepted()).length).toBe(10);
  expect((await database.query("SELECT state FROM batch")).rows).toEqual([{ state: "unclear" }]);
  await expectBalance(campaignId);
});

test("reports of the unclear ones prove them, each for itself, and the last one closes the batch", async () => {
  await rig.control("settings", { callbacks: true });
  await rig.control("faults", { kind: "status_after_accept", status: 503, times: 2 });
  const campaignId = await launch(phones.slice(0, 5));
  await dispatchCampaign(campaignId, rig.engine, never);
  await eventually(
    async () => {
      await applyCallbacks();
      return statuses(campaignId);
    },
    (all) => all.every((status) => status >= messageStatus.delivered),
  );
  expect((await database.query("SELECT state FROM batch")).rows).toEqual([{ state: "accepted" }]);
  await expectBalance(campaignId);
});

test("too many requests: whoever was refused is tried again, whoever was accepted is not", async () => {
  await rig.control("faults", { kind: "status", status: 429, retryAfter: 0, times: 4 });
  const campaignId = await launch(phones.slice(0, 10));
  await dispatchCampaign(campaignId, rig.engine, never);
  expect((await rig.accepted()).map((message) => message.recipient).sort()).toEqual(phones.slice(0, 10));
  expect((await database.query("SELECT state, attempts FROM batch")).rows).toEqual([
    { state: "accepted", attempts: 2 },
  ]);
  await expectBalance(campaignId);
});
