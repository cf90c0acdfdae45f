import { beforeEach, expect, test } from "vitest";
import { type Composition, compose } from "@/lib/sending/batch/compose";
import { readRecipients } from "@/lib/sending/batch/recipients";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { beginAttempt, recordOutcome } from "@/lib/sending/lane/attempt";
import type { ClaimedBatch } from "@/lib/sending/lane/claim";
import { claimBatch, releaseBatch } from "@/lib/sending/lane/claim";
import { dispatchCampaign } from "@/lib/sending/lane/dispatch";
import type { Attempt } from "@/lib/sending/lane/record-accepted";
import { sweepSending } from "@/lib/sending/sweep";
import { reconcileUnclear } from "@/lib/sending/unclear/reconcile";
import { createTestDatabase } from "../../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, ledgers, startRig } from "../../../support/rig.ts";

/** A batch of which some may be texted now and the others only later: nobody is lost, nobody is taken for texted. */

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const never = new AbortController().signal;
const phones = ["+12012000001", "+12012000002", "+12012000003"];
const waitUntil = new Date("2099-01-01T08:00:00Z");

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, message, message_exception,
              batch, batch_attempt, activity_counter RESTART IDENTITY CASCADE`,
  );
  await rig.control("reset", {});
  await rig.control("settings", { callbacks: false });
});

async function launch(): Promise<number> {
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 10, never);
  return campaignId;
}

async function claim(campaignId: number): Promise<ClaimedBatch> {
  const batch = await claimBatch(campaignId, rig.engine.plan);
  if (!batch) throw new Error("nothing to claim");
  return batch;
}

/** The call is for the first one only; the others wait. */
async function begun(campaignId: number): Promise<Attempt & { composition: Composition }> {
  const batch = await claim(campaignId);
  const first = (await readRecipients(batch)).slice(0, 1);
  const composition = { ...compose(batch, first), waitUntil };
  const reference = (await beginAttempt(batch, composition, rig.engine))?.reference ?? "";
  return { batch, reference, ...composition, composition };
}

async function statuses(): Promise<number[]> {
  return (await database.query("SELECT status FROM message ORDER BY seq")).rows.map((row) => row.status);
}

async function theBatch() {
  const { rows } = await database.query("SELECT state, wait_reason, next_attempt_at, lease_until FROM batch");
  return rows[0];
}

const waiting = { state: "ready", wait_reason: "quiet_hours", next_attempt_at: waitUntil, lease_until: null };

async function theNight(): Promise<void> {
  await database.query("UPDATE batch SET next_attempt_at = now()");
}

async function expectBalance(campaignId: number): Promise<void> {
  const { counted, grouped, unlisted } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
}

test("the others were accepted: the batch waits for those who were left out, and then sends to them alone", async () => {
  const campaignId = await launch();
  expect(await recordOutcome(await begun(campaignId), { kind: "accepted", providerId: "P1" })).toMatchObject({
    state: "accepted",
  });
  expect(await theBatch()).toEqual(waiting);
  expect(await statuses()).toEqual([10, 0, 0]);
  await expectBalance(campaignId);

  await theNight();
  await dispatchCampaign(campaignId, rig.engine, never);
  expect((await rig.accepted()).map((message) => message.recipient).sort()).toEqual(phones.slice(1));
  expect(await statuses()).toEqual([10, 10, 10]);
  expect(await theBatch()).toMatchObject({ state: "accepted", wait_reason: "" });
  await expectBalance(campaignId);
});

test("everybody has to wait: no attempt is made, and the claim is given back until then", async () => {
  const campaignId = await launch();
  await releaseBatch(await claim(campaignId), waitUntil);
  expect(await theBatch()).toEqual(waiting);
  expect((await database.query("SELECT 1 FROM batch_attempt")).rowCount).toBe(0);
  expect(await claimBatch(campaignId, rig.engine.plan)).toBeNull();
});

test("lanes do not sit out the night, and the sweep neither wakes them before nor ends the campaign", async () => {
  const campaignId = await launch();
  await releaseBatch(await claim(campaignId), waitUntil);
  await dispatchCampaign(campaignId, rig.engine, never);
  const lanes = "SELECT 1 FROM pgboss.job WHERE name = 'campaign.dispatch' AND state = 'created'";
  await database.query("DELETE FROM pgboss.job WHERE name = 'campaign.dispatch'");
  await sweepSending();
  expect((await database.query(lanes)).rowCount).toBe(0);
  expect((await database.query("SELECT status FROM campaign")).rows).toEqual([{ status: "sending" }]);
  await theNight();
  await sweepSending();
  expect((await database.query(lanes)).rowCount).toBeGreaterThan(0);
});

test("a call that was refused fails those who were in it; the others still wait", async () => {
  const campaignId = await launch();
  const refusal = { kind: "rejected", code: "x", text: "y", permanent: true } as const;
  await recordOutcome(await begun(campaignId), refusal);
  expect(await theBatch()).toEqual(waiting);
  expect(await statuses()).toEqual([33, 0, 0]);
});

test("a call that surely did not arrive is tried again as a whole, soon", async () => {
  const campaignId = await launch();
  await recordOutcome(await begun(campaignId), { kind: "throttled", retryAfterMs: 0 });
  expect(await theBatch()).toMatchObject({ state: "ready", wait_reason: "" });
  expect((await claim(campaignId)).attempts).toBe(1);
});

test("the worker died during the call: only those in it are unclear, and what proves it proves it of them alone", async () => {
  const campaignId = await launch();
  const { composition, reference } = await begun(campaignId);
  const outgoing = composition.outgoing ?? { to: [], body: "" };
  const { sender: from, callbackUrl, transport } = rig.engine;
  await transport.sendBatch({ ...outgoing, clientReference: reference, from, callbackUrl });
  await database.query("UPDATE batch SET lease_until = now() - interval '1 second'");
  await sweepSending();
  expect(await statuses()).toEqual([5, 0, 0]);
  expect(await theBatch()).toEqual(waiting);

  // In the morning the others are sent to; then somebody is still unclear, so the batch is not done.
  await theNight();
  await dispatchCampaign(campaignId, rig.engine, never);
  expect(await statuses()).toEqual([5, 10, 10]);
  expect((await theBatch())?.state).toBe("unclear");

  await reconcileUnclear(rig.engine, never);
  expect(await statuses()).toEqual([10, 10, 10]);
  expect((await theBatch())?.state).toBe("accepted");
  expect((await rig.accepted()).map((message) => message.recipient).sort()).toEqual(phones);
  await expectBalance(campaignId);
});

test("two calls of one batch, both unclear: each is proven by itself", async () => {
  const campaignId = await launch();
  const first = await begun(campaignId);
  await recordOutcome(first, { kind: "unknown", reason: "timeout" });
  await theNight();
  await rig.control("faults", { kind: "status_after_accept", status: 500, times: 1 });
  await dispatchCampaign(campaignId, rig.engine, never);
  expect(await statuses()).toEqual([5, 5, 5]);

  // Sinch knows the second call only.
  await reconcileUnclear(rig.engine, never);
  expect(await statuses()).toEqual([5, 10, 10]);
  expect((await theBatch())?.state).toBe("unclear");

  await recordOutcome(first, { kind: "accepted", providerId: "P1" });
  expect(await statuses()).toEqual([10, 10, 10]);
  expect((await theBatch())?.state).toBe("accepted");
  await expectBalance(campaignId);
});
