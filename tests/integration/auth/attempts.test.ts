import { expect, test } from "vitest";
import { attemptKeys, forgiveAttempts, returnAttempt, takeAttempt } from "@/lib/auth/attempts";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();
const start = new Date("2026-11-21T08:00:00Z");
const after = (seconds: number) => new Date(start.getTime() + seconds * 1_000);

let people = 0;
function somebody(network = `net-${people}`) {
  people += 1;
  return attemptKeys(`p${people}@example.com`, network);
}

test("five attempts, then a wait that doubles with every further one", async () => {
  const keys = somebody();
  for (let attempt = 0; attempt < 5; attempt += 1) expect(await takeAttempt(keys, after(attempt))).toBe(0);
  // From the fifth attempt, at second 4.
  expect(await takeAttempt(keys, after(5))).toBe(59_000);
  expect(await takeAttempt(keys, after(64))).toBe(0);
  expect(await takeAttempt(keys, after(64))).toBe(120_000);
  expect(await takeAttempt(keys, after(184))).toBe(0);
  expect(await takeAttempt(keys, after(184))).toBe(240_000);
});

test("asking during the wait does not lengthen it", async () => {
  const keys = somebody();
  for (let attempt = 0; attempt < 5; attempt += 1) await takeAttempt(keys, start);
  for (let second = 1; second < 60; second += 1) expect(await takeAttempt(keys, after(second))).toBeGreaterThan(0);
  expect(await takeAttempt(keys, after(60))).toBe(0);
});

test("the wait is never longer than the window, and after the window everything begins anew", async () => {
  const keys = somebody();
  let moment = 0;
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const waitMs = await takeAttempt(keys, after(moment));
    expect(waitMs).toBeLessThanOrEqual(15 * 60_000);
    moment += waitMs / 1_000;
  }
  const rested = moment + 15 * 60;
  for (let attempt = 0; attempt < 5; attempt += 1) expect(await takeAttempt(keys, after(rested))).toBe(0);
});

test("four failures an hour ago are forgotten", async () => {
  const keys = somebody();
  for (let attempt = 0; attempt < 4; attempt += 1) await takeAttempt(keys, start);
  for (let attempt = 0; attempt < 5; attempt += 1) expect(await takeAttempt(keys, after(3_600))).toBe(0);
  expect(await takeAttempt(keys, after(3_600))).toBeGreaterThan(0);
});

test("one neighbourhood guessing at many accounts is slowed down, and the accounts stay untouched by it", async () => {
  for (let attempt = 0; attempt < 30; attempt += 1) expect(await takeAttempt(somebody("crowd"), start)).toBe(0);
  const victim = somebody("crowd");
  for (let attempt = 0; attempt < 9; attempt += 1) expect(await takeAttempt(victim, after(1))).toBe(59_000);
  const fromHome = { ...victim, address: attemptKeys("", "home").address };
  expect(await takeAttempt(fromHome, after(1))).toBe(0);
});

test("parallel guesses share one budget, even the very first ones", async () => {
  const keys = somebody();
  // Somebody else is just making the row: nobody sees one, and all want to insert it in the same moment.
  const other = await pool().connect();
  await other.query("BEGIN");
  await other.query("INSERT INTO sign_in_attempt (key, attempts, window_started_at) VALUES ($1, 1, $2)", [
    keys.account,
    start,
  ]);
  const guesses = Array.from({ length: 14 }, () => takeAttempt(keys, start));
  await expect.poll(waitingForALock, { timeout: 10_000 }).toBe(14);
  await other.query("ROLLBACK");
  other.release();
  const waits = await Promise.all(guesses);
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
  for (const wait of waits.filter((wait) => wait !== 0)) expect(wait).toBeGreaterThanOrEqual(1_000);
  expect((await attemptsOf(keys)).account).toBe(5);
});

async function waitingForALock(): Promise<number> {
  const { rows } = await database.query(
    "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows[0]?.waiting;
}

test("a right password clears the account and gives the neighbourhood its attempt back", async () => {
  const keys = somebody("office");
  await takeAttempt(somebody("office"), start);
  await takeAttempt(keys, start);
  await forgiveAttempts(prisma(), keys, start);
  expect(await attemptsOf(keys)).toEqual({ account: undefined, address: 1 });
});

test("an attempt that could not be judged is given back", async () => {
  const keys = somebody();
  await takeAttempt(keys, start);
  await returnAttempt(keys);
  expect(await attemptsOf(keys)).toEqual({ account: 0, address: 0 });
});

test("the table holds neither e-mail nor address", async () => {
  await takeAttempt(attemptKeys("ann@example.com", "203.0.113.0/24"), start);
  const { rows } = await database.query("SELECT string_agg(key, ' ') AS keys FROM sign_in_attempt");
  expect(rows[0]?.keys).not.toMatch(/example|203\.0/);
});

async function attemptsOf(keys: { account: string; address: string }) {
  const { rows } = await database.query<{ key: string; attempts: number }>("SELECT key, attempts FROM sign_in_attempt");
  const found = new Map(rows.map(({ key, attempts }) => [key, attempts]));
  return { account: found.get(keys.account), address: found.get(keys.address) };
}
