import { beforeEach, expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import { lockBatches, moveMessages } from "@/lib/messages/commands";
import { compose } from "@/lib/sending/batch/compose";
import { readRecipients } from "@/lib/sending/batch/recipients";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { beginAttempt, recordOutcome } from "@/lib/sending/lane/attempt";
import { claimBatch } from "@/lib/sending/lane/claim";
import { type Attempt, recordAccepted } from "@/lib/sending/lane/record-accepted";
import { createTestDatabase } from "../../../support/database.ts";
import { addLaunchedCampaign, addSubscribers, ledgers, startRig } from "../../../support/rig.ts";

const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const never = new AbortController().signal;

beforeEach(async () => {
  await database.query(
    `TRUNCATE subscriber, suppression, campaign, campaign_counter, message, message_exception,
              batch, batch_attempt, activity_counter RESTART IDENTITY CASCADE`,
  );
});

/** A batch whose call is under way: four people, of whom the second opted out. */
async function underWay(): Promise<Attempt> {
  const phones = ["+12012000001", "+12012000002", "+12012000003", "+12012000004"];
  await addSubscribers(
    database,
    phones.map((phone, index) => ({ phone, firstName: index === 3 ? "x".repeat(200) : "Ada" })),
  );
  await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'admin')", [phones[1]]);
  const campaignId = await addLaunchedCampaign(database, "Hi {{first_name}}");
  await expandCampaign(campaignId, 10, never);
  const batch = await claimBatch(campaignId, rig.engine.plan);
  if (!batch) throw new Error("nothing to claim");
  const composition = compose(batch, await readRecipients(batch));
  return { batch, ...composition, reference: (await beginAttempt(batch, composition, rig.engine))?.reference ?? "" };
}

async function messages(): Promise<number[][]> {
  const { rows } = await database.query("SELECT status, parts FROM message ORDER BY seq");
  return rows.map((row) => [row.status, row.parts]);
}

async function batch() {
  const { rows } = await database.query(
    "SELECT b.state, b.provider_batch_id AS id, a.outcome FROM batch b JOIN batch_attempt a ON a.batch_id = b.id",
  );
  return rows[0];
}

async function expectBalance(attempt: Attempt): Promise<void> {
  const { counted, grouped, unlisted } = await ledgers(database, attempt.batch.campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
}

test("one statement writes batch, attempt, messages with their parts, counters and activity", async () => {
  const attempt = await underWay();
  expect(await recordAccepted(attempt, "P1")).toBe(true);
  expect(await messages()).toEqual([[10, 1], [40, 0], [10, 1], [10, 2]]); // biome-ignore format: a row per message
  expect(await batch()).toEqual({ state: "accepted", id: "P1", outcome: "accepted" });
  const { rows } = await database.query("SELECT metric, total FROM activity_counter");
  expect(rows).toEqual([{ metric: "accepted", total: 3 }]);
  await expectBalance(attempt);
});

test("twice is once", async () => {
  const attempt = await underWay();
  await recordOutcome(attempt, { kind: "accepted", providerId: "P1" });
  await recordOutcome(attempt, { kind: "accepted", providerId: "P1" });
  expect((await database.query("SELECT total FROM activity_counter")).rows).toEqual([{ total: 3 }]);
  await expectBalance(attempt);
});

test("a report that overtook the answer keeps its state, and its parts are counted", async () => {
  const attempt = await underWay();
  const { campaignId, id } = attempt.batch;
  await inTransaction(async (tx) => {
    await lockBatches(tx, [id]);
    await moveMessages(tx, [{ campaignId, seq: 4, status: 30, code: 0, parts: null }], "report");
  });
  expect(await recordAccepted(attempt, "P1")).toBe(false);
  expect((await batch())?.state).toBe("sending");
  await recordOutcome(attempt, { kind: "accepted", providerId: "P1" });
  expect(await messages()).toEqual([[10, 1], [40, 0], [10, 1], [30, 2]]); // biome-ignore format: a row per message
  expect((await batch())?.state).toBe("accepted");
  expect((await database.query("SELECT metric, total FROM activity_counter ORDER BY metric")).rows).toEqual([
    { metric: "accepted", total: 3 },
    { metric: "delivered", total: 1 },
  ]);
  await expectBalance(attempt);
});

test("a report that is being written while the answer comes is waited for, and not undone", async () => {
  const attempt = await underWay();
  const { campaignId, id } = attempt.batch;
  let answer: Promise<unknown> = Promise.resolve();
  await inTransaction(async (tx) => {
    await lockBatches(tx, [id]);
    await moveMessages(tx, [{ campaignId, seq: 1, status: 30, code: 0, parts: null }], "report");
    answer = recordOutcome(attempt, { kind: "accepted", providerId: "P1" });
    await untilSomebodyWaits();
  });
  await answer;
  expect(await messages()).toEqual([[30, 1], [40, 0], [10, 1], [10, 2]]); // biome-ignore format: a row per message
  expect((await batch())?.state).toBe("accepted");
  await expectBalance(attempt);
});

test("whoever lost the batch decides nothing by it", async () => {
  const attempt = await underWay();
  await database.query("UPDATE batch SET epoch = epoch + 1");
  expect(await recordAccepted(attempt, "P1")).toBe(false);
  expect(await messages()).toEqual([[0, 0], [40, 0], [0, 0], [0, 0]]); // biome-ignore format: a row per message
});

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rowCount } = await database.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rowCount) return;
  }
}
