import { beforeEach, expect, test } from "vitest";
import { getCampaignLive } from "@/lib/campaigns/live/read";
import { cancelCampaignBatches } from "@/lib/sending/ending/cancel";
import { recallCampaign } from "@/lib/sending/ending/recall";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { createTestDatabase } from "../../../support/database.ts";
import { putStatus } from "../../../support/put-status.ts";
import { addLaunchedCampaign, addSubscribers, eventually, ledgers, type Rig, startRig } from "../../../support/rig.ts";
import { viewerAs } from "../../campaigns/fixtures.ts";

const database = await createTestDatabase();
// Sinch's queue is slow, so that it still holds most of what it accepted.
const rig = await startRig({ messagesPerSecond: 10 });
const conversation = await startRig({ api: "conversation" });
const never = new AbortController().signal;

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, campaign_reply, message, message_exception, batch,
              batch_attempt, activity_counter, webhook_event, inbound_message RESTART IDENTITY CASCADE`,
  );
  for (const each of [rig, conversation]) await each.control("reset", {});
});

async function sendAndCancel(people: number, from: Rig = rig): Promise<number> {
  const phones = Array.from({ length: people }, (_, index) => ({ phone: `+1201200${1_000 + index}` }));
  await addSubscribers(database, phones);
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 10, never);
  await dispatchCampaign(campaignId, from.engine, never);
  await putStatus(database, "canceled", { where: `id = ${campaignId}`, set: "finished_at = now()" });
  await cancelCampaignBatches(campaignId, never);
  return campaignId;
}

const live = (campaignId: number) => getCampaignLive(viewerAs("marketer"), campaignId);

/** What the simulator says became of everybody, once nothing moves there any more. */
async function truth() {
  const accepted = await eventually(
    () => rig.accepted(),
    (all) => all.every(({ status }) => status !== "Queued" && status !== "Dispatched"),
  );
  return Map.groupBy(accepted, ({ status }) => (status === "Cancelled" ? "canceled" : "left"));
}

async function drain(): Promise<void> {
  await eventually(
    async () => {
      await applyCallbacks();
      const { rows } = await database.query("SELECT 1 FROM message WHERE status IN (10, 20) LIMIT 1");
      return rows.length;
    },
    (moving) => moving === 0,
  );
}

test("what Sinch had not sent yet is taken back, exactly, and the page says what was too late", async () => {
  const campaignId = await sendAndCancel(60);
  await recallCampaign(campaignId, rig.engine, never);
  await drain();
  const fates = await truth();
  const canceled = fates.get("canceled")?.length ?? 0;
  expect(canceled).toBeGreaterThan(40);
  const { recall, ledger } = await live(campaignId);
  expect(recall).toEqual({ asked: expect.any(Number), canceled, isUnderWay: false });
  expect(recall?.asked).toBeGreaterThanOrEqual(canceled);
  expect(ledger).toMatchObject({ canceled, unknown: 0, toGo: 0 });
  const { counted, grouped } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  const { rows } = await database.query("SELECT DISTINCT recall FROM batch WHERE recall IS NOT NULL ORDER BY recall");
  expect(rows.map((row) => row.recall)).toContain("recalled");
  expect(rows.map((row) => row.recall)).not.toContain("asked");
});

test("a worker that died while it asked: asked again, counted once", async () => {
  const campaignId = await sendAndCancel(40);
  // What the rows are right after the intent of the last batch; Sinch has already canceled it.
  await database.query("UPDATE batch SET recall = 'asked' WHERE number = 4");
  await database.query("UPDATE campaign SET recall_asked = 10");
  const { rows } = await database.query("SELECT provider_batch_id AS id FROM batch WHERE number = 4");
  await rig.engine.transport.cancelBatch(rows[0]?.id);
  expect((await live(campaignId)).recall).toEqual({ asked: 10, canceled: 0, isUnderWay: true });
  await recallCampaign(campaignId, rig.engine, never);
  const first = (await live(campaignId)).recall;
  await recallCampaign(campaignId, rig.engine, never);
  expect((await live(campaignId)).recall).toEqual(first);
  await drain();
  const canceled = (await truth()).get("canceled")?.length;
  expect((await live(campaignId)).recall).toMatchObject({ canceled, isUnderWay: false });
});

test("Sinch that cannot be asked for a while is asked again", async () => {
  const campaignId = await sendAndCancel(20);
  await rig.control("faults", { kind: "status", status: 503, times: 2, on: "any" });
  await recallCampaign(campaignId, rig.engine, never);
  await drain();
  expect((await live(campaignId)).recall).toMatchObject({ canceled: (await truth()).get("canceled")?.length });
});

test("a locked copy asks nothing back before somebody confirms: it may be the original's", async () => {
  const campaignId = await sendAndCancel(40);
  await database.query("UPDATE sending_control SET locked_at = now()");
  await recallCampaign(campaignId, rig.engine, AbortSignal.timeout(600));
  expect((await live(campaignId)).recall).toBeNull();
  const recalling = recallCampaign(campaignId, rig.engine, never);
  await database.query("UPDATE sending_control SET locked_at = NULL");
  await recalling;
  expect((await live(campaignId)).recall?.canceled).toBeGreaterThan(0);
});

test("nothing is asked of an API that cannot take anything back", async () => {
  const campaignId = await sendAndCancel(10, conversation);
  await recallCampaign(campaignId, conversation.engine, never);
  expect((await live(campaignId)).recall).toBeNull();
});
