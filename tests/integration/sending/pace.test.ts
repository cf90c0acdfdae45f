import { expect, test } from "vitest";
import { takeTokens } from "@/lib/sending/pace";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();

async function rewind(plan: string, seconds: number): Promise<void> {
  await database.query("UPDATE plan_limiter SET updated_at = updated_at - make_interval(secs => $2) WHERE plan = $1", [
    plan,
    seconds,
  ]);
}

test("a plan gives one second's worth at once, then says how long to wait", async () => {
  const plan = { id: "a", messagesPerSecond: 10 };
  await takeTokens(plan, 1);
  await rewind("a", 60);
  expect(await takeTokens(plan, 10)).toBe(0);
  const waitMs = await takeTokens(plan, 5);
  expect(waitMs).toBeGreaterThan(300);
  expect(waitMs).toBeLessThanOrEqual(500);
});

test("idle time is worth one second at most", async () => {
  const plan = { id: "b", messagesPerSecond: 100 };
  await takeTokens(plan, 1);
  await rewind("b", 3_600);
  expect(await takeTokens(plan, 100)).toBe(0);
  expect(await takeTokens(plan, 50)).toBeGreaterThan(0);
});

test("many takers at once never get more than there is", async () => {
  const plan = { id: "c", messagesPerSecond: 1 };
  await takeTokens(plan, 1);
  await database.query("UPDATE plan_limiter SET tokens = 0 WHERE plan = 'c'");
  await database.query("UPDATE plan_limiter SET tokens = 1, updated_at = clock_timestamp() WHERE plan = 'c'");
  const waits = await Promise.all(Array.from({ length: 12 }, () => takeTokens(plan, 1)));
  expect(waits.filter((wait) => wait === 0).length).toBeLessThanOrEqual(2);
});

test("a batch larger than a second's worth is paid for, not refused for ever", async () => {
  const plan = { id: "d", messagesPerSecond: 10 };
  await takeTokens(plan, 30);
  await rewind("d", 4);
  expect(await takeTokens(plan, 30)).toBe(0);
});
