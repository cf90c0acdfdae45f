import { beforeEach, expect, test } from "vitest";
import { inTransaction } from "@/lib/db/transaction";
import { moveMessages } from "@/lib/messages/commands";
import { mayBecome, messageStatus, messageStatuses } from "@/lib/messages/rules";
import { createTestDatabase } from "../../support/database.ts";
import { ledgers } from "../../support/rig.ts";

const database = await createTestDatabase();
const campaignId = 1;

beforeEach(async () => {
  await database.query("TRUNCATE message, message_exception, campaign_counter, activity_counter");
});

async function addMessages(statuses: number[]): Promise<void> {
  await database.query(
    `INSERT INTO message (campaign_id, seq, subscriber_id, phone, status, updated_at)
     SELECT $1, n, n, '+1201' || n, status, now() FROM unnest($2::smallint[]) WITH ORDINALITY AS s (status, n)`,
    [campaignId, statuses],
  );
  await database.query(
    "INSERT INTO campaign_counter SELECT campaign_id, status, code, count(*), sum(parts) FROM message GROUP BY 1, 2, 3",
  );
  await database.query(
    "INSERT INTO message_exception SELECT campaign_id, status, seq FROM message WHERE status IN (5, 31, 32, 33, 34, 35, 36, 40)",
  );
}

test("the statement allows exactly what the rule allows, for every pair of states", async () => {
  const values = messageStatuses.map((name) => messageStatus[name]);
  const pairs = values.flatMap((from) => values.map((to) => ({ from, to })));
  await addMessages(pairs.map((pair) => pair.from));
  const moves = pairs.map(({ to }, index) => ({ campaignId, seq: index + 1, status: to, code: 7, parts: null }));
  await inTransaction((tx) => moveMessages(tx, moves, "report"));

  const { rows } = await database.query("SELECT status FROM message ORDER BY seq");
  const expected = pairs.map(({ from, to }) => (mayBecome(from, to) ? to : from));
  expect(rows.map((row) => row.status)).toEqual(expected);

  const { counted, grouped, unlisted } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(unlisted).toBe(0);
  const stale = await database.query(
    "SELECT status, seq FROM message_exception EXCEPT SELECT status, seq FROM message",
  );
  expect(stale.rows).toEqual([]);
});

test("parts that become known later are counted, without a change of state", async () => {
  await addMessages([messageStatus.delivered]);
  const move = { campaignId, seq: 1, status: messageStatus.sent, code: 0, parts: 3 };
  expect(await inTransaction((tx) => moveMessages(tx, [move], "engine"))).toBe(0);
  const { counted, grouped } = await ledgers(database, campaignId);
  expect(counted).toEqual([{ status: 30, code: 0, messages: 1, parts: 3 }]);
  expect(counted).toEqual(grouped);
});

test("moves that are rolled back leave counters, exceptions and activity as they were", async () => {
  await addMessages([messageStatus.sent]);
  const move = { campaignId, seq: 1, status: messageStatus.failed, code: 402, parts: null };
  await expect(
    inTransaction(async (tx) => {
      await moveMessages(tx, [move], "report");
      throw new Error("the process dies here");
    }),
  ).rejects.toThrow("dies here");
  const { counted, grouped } = await ledgers(database, campaignId);
  expect(counted).toEqual(grouped);
  expect(
    (await database.query("SELECT 1 FROM message_exception UNION ALL SELECT 1 FROM activity_counter")).rowCount,
  ).toBe(0);
});
