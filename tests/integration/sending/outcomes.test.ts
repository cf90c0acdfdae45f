import { beforeEach, describe, expect, test } from "vitest";
import { messageStatus } from "@/lib/messages/rules";
import { cancelCampaignBatches } from "@/lib/sending/ending/cancel";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { claimBatch } from "@/lib/sending/lane/claim";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import { sweepSending } from "@/lib/sending/sweep";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { createTestDatabase } from "../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, eventually, ledgers, startRig } from "../../support/rig.ts";

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const never = new AbortController().signal;
const phones = ["+12012000001", "+12012000002", "+12012000003"];

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, campaign_reply, message, message_exception,
              batch, batch_attempt, direct_message, activity_counter RESTART IDENTITY CASCADE`,
  );
  await rig.control("reset", {});
  await rig.control("settings", { callbacks: false });
});

async function launch(batchSize = 10): Promise<number> {
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone, firstName: "Ada" })),
  );
  const campaignId = await addLaunchedCampaign(database, "Hi {{first_name}}");
  await expandCampaign(campaignId, batchSize, never);
  return campaignId;
}

async function statuses(campaignId: number): Promise<number[]> {
  const { rows } = await database.query("SELECT status FROM message WHERE campaign_id = $1 ORDER BY seq", [campaignId]);
  return rows.map((row) => row.status);
}

async function batchStates(campaignId: number): Promise<string[]> {
  const { rows } = await database.query("SELECT state FROM batch WHERE campaign_id = $1 ORDER BY number", [campaignId]);
  return rows.map((row) => row.state);
}

async function campaignStatus(campaignId: number): Promise<string> {
  const { rows } = await database.query("SELECT status FROM campaign WHERE id = $1", [campaignId]);
  return rows[0]?.status;
}

async function expectBalance(campaignId: number): Promise<void> {
  const { counted, grouped, unlisted } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
}

describe("an unclear outcome", () => {
  test("is unclear and never sent again, however often the lanes and the sweep run", async () => {
    await rig.control("faults", { kind: "status_after_accept", status: 500, times: 1 });
    const campaignId = await launch();
    await dispatchCampaign(campaignId, rig.engine, never);
    await sweepSending();
    await dispatchCampaign(campaignId, rig.engine, never);

    expect(await batchStates(campaignId)).toEqual(["unclear"]);
    expect(await statuses(campaignId)).toEqual([5, 5, 5]);
    expect((await rig.accepted()).length).toBe(3);
    expect(await campaignStatus(campaignId)).toBe("sent");
    await expectBalance(campaignId);
  });

  test("becomes accepted when a delivery report proves it", async () => {
    await rig.control("settings", { callbacks: true });
    await rig.control("faults", { kind: "status_after_accept", status: 503, times: 1 });
    const campaignId = await launch();
    await dispatchCampaign(campaignId, rig.engine, never);
    const seen = await eventually(
      async () => {
        await applyCallbacks();
        return statuses(campaignId);
      },
      (all) => all.every((status) => status >= messageStatus.delivered),
    );
    expect(seen).toHaveLength(3);
    expect(await batchStates(campaignId)).toEqual(["accepted"]);
    await expectBalance(campaignId);
  });
});

describe("an outcome that is surely no acceptance", () => {
  test("too many requests is tried again and sends everybody once", async () => {
    await rig.control("faults", { kind: "status", status: 429, retryAfter: 0, times: 2 });
    const campaignId = await launch();
    await dispatchCampaign(campaignId, rig.engine, never);
    expect(await statuses(campaignId)).toEqual([10, 10, 10]);
    expect((await rig.accepted()).map((message) => message.recipient).sort()).toEqual(phones);
    const attempts = await database.query("SELECT outcome FROM batch_attempt ORDER BY number");
    expect(attempts.rows.map((row) => row.outcome)).toEqual(["throttled", "throttled", "accepted"]);
  });

  test("a refused account pauses the campaign with the reason and fails nobody", async () => {
    const campaignId = await launch();
    const refused = { ...rig.engine, transport: await refusedTransport() };
    await dispatchCampaign(campaignId, refused, never);
    expect(await campaignStatus(campaignId)).toBe("paused");
    expect(await statuses(campaignId)).toEqual([0, 0, 0]);
    const { rows } = await database.query("SELECT halt FROM campaign WHERE id = $1", [campaignId]);
    expect(rows[0]?.halt).toMatchObject({ code: "refused_by_sinch", said: expect.stringMatching(/./) });
  });

  test("Sinch that cannot be reached leaves the batch ready for later", async () => {
    const campaignId = await launch();
    const away = { ...rig.engine, transport: await awayTransport() };
    const stop = new AbortController();
    const lane = dispatchCampaign(campaignId, away, stop.signal);
    await eventually(
      async () => (await database.query("SELECT outcome FROM batch_attempt")).rows,
      (rows) => rows[0]?.outcome === "not_sent",
    );
    stop.abort();
    await lane;
    expect(await batchStates(campaignId)).toEqual(["ready"]);

    await database.query("UPDATE batch SET next_attempt_at = now()");
    await dispatchCampaign(campaignId, rig.engine, never);
    expect((await rig.accepted()).length).toBe(3);
    expect(await statuses(campaignId)).toEqual([10, 10, 10]);
  });
});

describe("a worker that died", () => {
  test("before the call: its claim runs out and the batch is sent by another, once", async () => {
    const campaignId = await launch();
    await claimBatch(campaignId, rig.engine.plan);
    await database.query("UPDATE batch SET lease_until = now() - interval '1 second'");
    await sweepSending();
    await dispatchCampaign(campaignId, rig.engine, never);
    expect((await rig.accepted()).length).toBe(3);
    expect(await statuses(campaignId)).toEqual([10, 10, 10]);
  });

  test("during the call: the batch is unclear, not sent again", async () => {
    const campaignId = await launch();
    const batch = await claimBatch(campaignId, rig.engine.plan);
    const { beginAttempt } = await import("@/lib/sending/lane/attempt");
    if (batch) await beginAttempt(batch, { accepted: [], waitUntil: null }, rig.engine);
    await database.query("UPDATE batch SET lease_until = now() - interval '1 second'");
    await sweepSending();
    await dispatchCampaign(campaignId, rig.engine, never);
    expect(await batchStates(campaignId)).toEqual(["unclear"]);
    expect(await statuses(campaignId)).toEqual([5, 5, 5]);
    expect(await rig.accepted()).toEqual([]);
    await expectBalance(campaignId);
  });

  test("and comes back late: its answer is still recorded", async () => {
    const campaignId = await launch();
    const batch = await claimBatch(campaignId, rig.engine.plan);
    if (!batch) throw new Error("nothing to claim");
    const { beginAttempt, recordOutcome } = await import("@/lib/sending/lane/attempt");
    const { readRecipients } = await import("@/lib/sending/batch/recipients");
    const { compose } = await import("@/lib/sending/batch/compose");
    const composition = compose(batch, await readRecipients(batch));
    const reference = (await beginAttempt(batch, composition, rig.engine))?.reference ?? "";
    await database.query("UPDATE batch SET lease_until = now() - interval '1 second'");
    await sweepSending();
    await recordOutcome({ batch, reference, ...composition }, { kind: "accepted", providerId: "LATE" });
    expect(await batchStates(campaignId)).toEqual(["accepted"]);
    expect(await statuses(campaignId)).toEqual([10, 10, 10]);
    await expectBalance(campaignId);
  });
});

describe("people who change between freeze and send", () => {
  test("opted out, renumbered, deleted or without consent: skipped with the reason", async () => {
    const campaignId = await launch();
    await addSubscribers(database, [{ phone: "+12012000009" }]);
    await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'keyword')", [phones[0]]);
    await database.query("UPDATE subscriber SET phone = '+12012000099' WHERE phone = $1", [phones[1]]);
    await database.query("DELETE FROM subscriber WHERE phone = $1", [phones[2]]);
    await dispatchCampaign(campaignId, rig.engine, never);
    const { rows } = await database.query("SELECT status, code FROM message ORDER BY seq");
    expect(rows).toEqual([
      { status: 40, code: 1 },
      { status: 40, code: 3 },
      { status: 40, code: 4 },
    ]);
    expect(await rig.accepted()).toEqual([]);
    expect(await campaignStatus(campaignId)).toBe("sent");
    await expectBalance(campaignId);
  });
});

describe("pause and cancel", () => {
  test("a paused campaign sends nothing more, and goes on where it stopped", async () => {
    const campaignId = await launch(1);
    await database.query("UPDATE campaign SET status = 'paused' WHERE id = $1", [campaignId]);
    await dispatchCampaign(campaignId, rig.engine, never);
    expect(await rig.accepted()).toEqual([]);
    await database.query("UPDATE campaign SET status = 'sending' WHERE id = $1", [campaignId]);
    await dispatchCampaign(campaignId, rig.engine, never);
    expect((await rig.accepted()).map((message) => message.recipient).sort()).toEqual(phones);
  });

  test("a canceled campaign marks what was not sent, and the ledger balances", async () => {
    const campaignId = await launch(1);
    const claimed = await claimBatch(campaignId, rig.engine.plan);
    await database.query("UPDATE campaign SET status = 'canceled' WHERE id = $1", [campaignId]);
    const { releaseBatch } = await import("@/lib/sending/lane/claim");
    const cancel = cancelCampaignBatches(campaignId, never);
    if (claimed) await releaseBatch(claimed);
    await cancel;
    expect(await statuses(campaignId)).toEqual([35, 35, 35]);
    expect(await batchStates(campaignId)).toEqual(["canceled", "canceled", "canceled"]);
    await expectBalance(campaignId);
  });
});

async function refusedTransport() {
  const { createTransport } = await import("@/lib/sinch");
  return createTransport({ kind: "sms", baseUrl: rig.simulator.url, servicePlanId: "demo-plan", apiToken: "wrong" });
}

async function awayTransport() {
  const { createTransport } = await import("@/lib/sinch");
  return createTransport({ kind: "sms", baseUrl: "http://127.0.0.1:9", servicePlanId: "demo-plan", apiToken: "x" });
}
