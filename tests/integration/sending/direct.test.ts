import { beforeEach, expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import { createDirectMessage } from "@/lib/messages/direct";
import { sendDirectMessage } from "@/lib/sending/direct";
import { applyCallbacks } from "@/lib/webhooks/apply";
import { createTestDatabase } from "../../support/database.ts";
import { eventually, startRig } from "../../support/rig.ts";

const database = await createTestDatabase();
const rig = await startRig();
const never = new AbortController().signal;
const phone = "+12012000001";

beforeEach(async () => {
  await database.query("TRUNCATE direct_message, suppression RESTART IDENTITY CASCADE");
  await rig.control("reset", {});
});

function create(kind: "test" | "keyword_reply") {
  return inTransaction((tx) =>
    createDirectMessage(tx, { kind, phone, body: "Only ${you} see this", campaignId: null, createdById: null }),
  );
}

async function status(id: number): Promise<number> {
  return (await database.query("SELECT status FROM direct_message WHERE id = $1", [id])).rows[0]?.status;
}

test("is sent once and its delivery report finds it", async () => {
  const id = await create("test");
  await sendDirectMessage(id, rig.engine, never);
  await sendDirectMessage(id, rig.engine, never);
  expect((await rig.accepted()).map((message) => message.body)).toEqual(["Only ${you} see this"]);
  await eventually(
    async () => {
      await applyCallbacks();
      return status(id);
    },
    (seen) => seen >= 30,
  );
});

test("a test never reaches a number that opted out; the answer to its STOP does, for five minutes", async () => {
  await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'keyword')", [phone]);
  const testSend = await create("test");
  const answer = await create("keyword_reply");
  const lateAnswer = await create("keyword_reply");
  await database.query("UPDATE direct_message SET created_at = now() - interval '6 minutes' WHERE id = $1", [
    lateAnswer,
  ]);
  for (const id of [testSend, answer, lateAnswer]) await sendDirectMessage(id, rig.engine, never);
  expect((await rig.accepted()).length).toBe(1);
  expect([await status(testSend), await status(lateAnswer)]).toEqual([40, 40]);
});

test("an unclear outcome is never sent again", async () => {
  await rig.control("faults", { kind: "status_after_accept", status: 500, times: 1 });
  const id = await create("test");
  await sendDirectMessage(id, rig.engine, never);
  await sendDirectMessage(id, rig.engine, never);
  expect((await rig.accepted()).length).toBe(1);
});

test("a throttled one is tried again", async () => {
  await rig.control("faults", { kind: "status", status: 429, retryAfter: 0, times: 1 });
  const id = await create("test");
  await sendDirectMessage(id, rig.engine, never);
  expect((await rig.accepted()).length).toBe(1);
});
