import { expect, test } from "vitest";
import { rateLimit } from "@/lib/rate-limit/limit";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();

test("a budget is used up, and says when it is there again", async () => {
  const limit = rateLimit({ name: "plain", points: 2, seconds: 60 });
  expect(await limit.take(1)).toEqual({ isAllowed: true, remaining: 1, retryAfterSeconds: 60 });
  expect(await limit.take(1)).toMatchObject({ isAllowed: true, remaining: 0 });
  const refused = await limit.take(1);
  expect(refused).toMatchObject({ isAllowed: false, remaining: 0 });
  expect(refused.retryAfterSeconds).toBeGreaterThan(55);
  expect(await limit.take(2)).toMatchObject({ isAllowed: true, remaining: 1 });
});

test("two processes and fifty calls at once share one budget", async () => {
  const processes = [1, 2].map(() => rateLimit({ name: "shared", points: 7, seconds: 60 }));
  const calls = Array.from({ length: 25 }, () => processes.map((limit) => limit.take("key")));
  const taken = await Promise.all(calls.flat());
  expect(taken.filter(({ isAllowed }) => isAllowed)).toHaveLength(7);
});

test("a process that has seen the budget used up asks the database no more", async () => {
  const limit = rateLimit({ name: "seen", points: 1, seconds: 60 });
  for (let call = 0; call < 5; call += 1) await limit.take("key");
  expect(await pointsOf("seen:key")).toBe(1);
});

test("being refused does not lengthen the wait, and after the window everything begins anew", async () => {
  const limits = [1, 2].map(() => rateLimit({ name: "second", points: 1, seconds: 1 }));
  const [first, other] = limits.map((limit) => () => limit.take("key"));
  expect(await first?.()).toMatchObject({ isAllowed: true });
  expect(await other?.()).toEqual({ isAllowed: false, remaining: 0, retryAfterSeconds: 1 });
  await expect.poll(async () => (await first?.())?.isAllowed, { timeout: 1_900 }).toBe(true);
});

async function pointsOf(key: string) {
  const { rows } = await database.query("SELECT points FROM rate_limit WHERE key = $1", [key]);
  return rows[0]?.points;
}
