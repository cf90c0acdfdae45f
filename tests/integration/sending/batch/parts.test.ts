import { expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import { messageStatus } from "@/lib/messages/rules";
import { compose } from "@/lib/sending/batch/compose";
import { readRecipients } from "@/lib/sending/batch/recipients";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { beginAttempt } from "@/lib/sending/lane/attempt";
import { claimBatch } from "@/lib/sending/lane/claim";
import { sweepSending } from "@/lib/sending/sweep";
import { applyBatchReports } from "@/lib/webhooks/batch-reports";
import { addLaunchedCampaign, addSubscribers } from "../../../support/rig.ts";
import {
  answerLost,
  database,
  expectBalance,
  is,
  lag,
  notTaken,
  phones,
  sendInto,
  short,
  sms,
  workUntil,
} from "../unclear/unclear-batch.ts";

/** Parts are those of the text that was sent, whoever finds out that it was, and whatever people are called by then. */

const never = new AbortController().signal;
const names = ["Ann", "Bea", "x".repeat(200), "y".repeat(200)];
const asSent = [1, 1, 2, 2];

/** A worker that died after its intent: before the call, or after it. Then everybody is renamed. */
async function diedAtCall(hasCalled: boolean): Promise<{ campaignId: number; reference: string }> {
  await sms.control("settings", { callbacks: false });
  await addSubscribers(
    database,
    phones.map((phone, index) => ({ phone, firstName: names[index] ?? "" })),
  );
  const campaignId = await addLaunchedCampaign(database, "Hi {{first_name}}");
  await expandCampaign(campaignId, 10, never);
  const batch = await claimBatch(campaignId, sms.engine.plan);
  if (!batch) throw new Error("nothing to claim");
  const composition = compose(batch, await readRecipients(batch));
  const reference = (await beginAttempt(batch, composition, sms.engine))?.reference ?? "";
  const { sender: from, callbackUrl, transport } = sms.engine;
  const { outgoing } = composition;
  if (hasCalled && outgoing) await transport.sendBatch({ ...outgoing, clientReference: reference, from, callbackUrl });
  await rename("z".repeat(700));
  return { campaignId, reference };
}

async function rename(firstName: string): Promise<void> {
  await database.query("UPDATE subscriber SET first_name = $1", [firstName]);
}

async function takeOver(): Promise<void> {
  await database.query("UPDATE batch SET lease_until = now() - interval '1 second'");
  await sweepSending();
}

function report(clientReference: string, phone: string): Promise<void> {
  const told = { clientReference, providerBatchId: "P1", phone, status: messageStatus.delivered, code: 0 };
  return inTransaction((tx) => applyBatchReports(tx, [told]));
}

async function parts(): Promise<number[]> {
  const { rows } = await database.query<{ parts: number }>("SELECT parts FROM message ORDER BY seq");
  return rows.map((row) => row.parts);
}

test("of a dead worker's call that is looked up at Sinch", async () => {
  const { campaignId } = await diedAtCall(true);
  await takeOver();
  expect(await parts()).toEqual(asSent);
  await workUntil(is("accepted"));
  expect(await parts()).toEqual(asSent);
  await expectBalance(campaignId);
});

test("of a dead worker's call that a delivery report proves, before or after it is taken over", async () => {
  const { campaignId, reference } = await diedAtCall(true);
  await report(reference, phones[3] ?? "");
  expect(await parts()).toEqual([0, 0, 0, 2]);
  await expectBalance(campaignId);
  await takeOver();
  expect(await parts()).toEqual(asSent);
  await report(reference, phones[2] ?? "");
  expect(await parts()).toEqual(asSent);
  await expectBalance(campaignId);
});

test("of whoever is in no call nothing is billed", async () => {
  await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'admin')", [phones[0]]);
  await diedAtCall(false);
  await takeOver();
  expect(await parts()).toEqual([0, ...asSent.slice(1)]);
});

test("of a second try that left: as it said, not as the first one would have", async () => {
  const campaignId = await sendInto([notTaken]);
  expect(await parts()).toEqual([1, 1, 1, 1]);
  await rename(names[2] ?? "");
  await workUntil(is("accepted"));
  expect(await parts()).toEqual([2, 2, 2, 2]);
  await expectBalance(campaignId);
});

test("of a first try that turned up while the second was held: as the first one said", async () => {
  const campaignId = await sendInto([answerLost, lag(2_500)]);
  await rename(names[2] ?? "");
  const seen = await workUntil(is("accepted"), sms, { ...short, holdMs: 4_000 });
  expect(seen.kinds.slice(-3)).toEqual(["held", "found", "withdrawn"]);
  expect(await parts()).toEqual([1, 1, 1, 1]);
  await expectBalance(campaignId);
});
