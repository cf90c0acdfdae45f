import { beforeEach, describe, expect, test } from "vitest";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { reconcileUnclear } from "@/lib/sending/unclear/reconcile";
import { createTestDatabase } from "../../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, ledgers, startRig } from "../../../support/rig.ts";

const database = await createTestDatabase();
const sms = await startRig({ callbacks: false });
const conversation = await startRig({ callbacks: false, api: "conversation" });
const never = new AbortController().signal;
const phones = ["+12012000001", "+12012000002", "+12012000003", "+12012000004"];

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, message, message_exception, batch, batch_attempt,
              activity_counter RESTART IDENTITY CASCADE`,
  );
  for (const rig of [sms, conversation]) await rig.control("reset", {});
});

async function sendInto(rig: typeof sms, fault: Record<string, unknown>): Promise<number> {
  await rig.control("settings", { callbacks: false });
  await rig.control("faults", fault);
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 10, never);
  await dispatchCampaign(campaignId, rig.engine, never);
  return campaignId;
}

async function states() {
  const batches = await database.query("SELECT state, next_attempt_at > now() AS later FROM batch");
  const messages = await database.query("SELECT status FROM message ORDER BY seq");
  return { batch: batches.rows[0], statuses: messages.rows.map((row) => row.status) };
}

async function askNow(rig: typeof sms): Promise<void> {
  await database.query("UPDATE batch SET next_attempt_at = now() WHERE state = 'unclear'");
  await reconcileUnclear(rig.engine, never);
}

describe("one call for all", () => {
  test("what Sinch has is found by its reference and accepted, for everybody in it", async () => {
    const campaignId = await sendInto(sms, { kind: "status_after_accept", status: 500, times: 1 });
    expect((await states()).statuses).toEqual([5, 5, 5, 5]);
    await askNow(sms);
    expect(await states()).toMatchObject({ batch: { state: "accepted" }, statuses: [10, 10, 10, 10] });
    expect((await sms.accepted()).length).toBe(4);
    const { counted, grouped, unlisted } = await ledgers(database, campaignId);
    expect(counted).toEqual(grouped);
    expect(unlisted).toBe(0);
  });

  test("what is not found stays unclear, is asked for again later, and is not sent", async () => {
    await sendInto(sms, { kind: "status", status: 500, times: 1 });
    await askNow(sms);
    expect(await states()).toMatchObject({ batch: { state: "unclear", later: true }, statuses: [5, 5, 5, 5] });
    expect(await sms.accepted()).toEqual([]);
  });

  test("while Sinch does not answer nothing is concluded", async () => {
    await sendInto(sms, { kind: "status_after_accept", status: 500, times: 1 });
    await sms.control("faults", { kind: "status", status: 503, times: 1, on: "read" });
    await askNow(sms);
    expect((await states()).batch?.state).toBe("unclear");
    await askNow(sms);
    expect((await states()).batch?.state).toBe("accepted");
  });
});

test("one call each: only whoever is found is accepted, the others stay unclear", async () => {
  await conversation.control("faults", { kind: "status_after_accept", status: 500, times: 1 });
  const campaignId = await sendInto(conversation, { kind: "status", status: 500, times: 1 });
  const before = (await states()).statuses.filter((status) => status === 5);
  expect(before).toHaveLength(2);
  await askNow(conversation);
  const { batch, statuses } = await states();
  expect(statuses.filter((status) => status === 5)).toHaveLength(1);
  expect(statuses.filter((status) => status === 10)).toHaveLength(3);
  expect(batch?.state).toBe("unclear");
  const { counted, grouped } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
});
