import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { isDatabaseAway, isPassing, isUniqueViolation, sqlState } from "@/lib/db/errors";
import { closePool, pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { sql } from "@/lib/db/sql";
import { type Executor, statement } from "@/lib/db/statement";
import { clearUp, startProxy } from "../../chaos/proxy.ts";
import { createTestDatabase } from "../../support/database.ts";
import { eventually } from "../../support/rig.ts";

/** What went wrong is told alike whichever way a statement came to Postgres: by pg, by Prisma, or raw in a transaction of Prisma. */

const database = await createTestDatabase();
const wire = await startProxy(() => Number(new URL(database.url).port));
const address = new URL(database.url);
address.port = String(wire.port);
address.search = "?query_timeout=1000";
process.env.DATABASE_URL = address.href;

beforeEach(() => clearUp(wire));

afterAll(async () => {
  await closePool();
  await wire.close();
});

const addTag = statement({ name: "add-tag-twice" }, () => sql`INSERT INTO tag (name) VALUES ('vip')`);
const refuse = (state: string) =>
  statement({ name: `refuse-${state}` }, () => sql`DO ${`BEGIN RAISE EXCEPTION SQLSTATE '${state}'; END`}`);
const ping = statement({ name: "ping-twice" }, () => sql`SELECT 1 AS one`);
const endItself = statement({ name: "end-itself" }, () => sql`SELECT pg_terminate_backend(pg_backend_pid())`);
const wait = statement({ name: "wait" }, () => sql`SELECT pg_sleep(30)::text`);

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error) => error,
  );
}

const ways: [name: string, run: (work: (on: Executor) => Promise<unknown>) => Promise<unknown>][] = [
  ["pg", (work) => work(pool())],
  ["Prisma, raw", (work) => work(prisma())],
  ["a transaction of Prisma, raw", (work) => prisma().$transaction((tx) => work(tx))],
];

describe.each(ways)("by %s", (_name, run) => {
  test("what is there already", async () => {
    await database.query("DELETE FROM tag");
    await addTag.run(pool());
    expect(isUniqueViolation(await failureOf(run((on) => addTag.run(on))))).toBe(true);
  });

  test.each(["40001", "40P01", "55P03", "57014"])("%s passes, and the database is there", async (state) => {
    const failure = await failureOf(run((on) => refuse(state).run(on)));
    expect([sqlState(failure), isPassing(failure), isDatabaseAway(failure)]).toEqual([state, true, false]);
  });

  test.each(["22003", "23514", "42P01"])("%s is a fault of ours, which does not pass", async (state) => {
    const failure = await failureOf(run((on) => refuse(state).run(on)));
    expect([sqlState(failure), isPassing(failure)]).toEqual([state, false]);
  });

  test("a server that ends the connection is away", async () => {
    expect(isDatabaseAway(await failureOf(run((on) => endItself.run(on))))).toBe(true);
  });

  test("a connection that breaks while an answer is waited for", async () => {
    const failure = failureOf(run((on) => wait.run(on)));
    await eventually(
      () =>
        database.query("SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(30)::text' AND state = 'active'"),
      ({ rowCount }) => rowCount === 1,
    );
    wire.drop();
    expect(isDatabaseAway(await failure)).toBe(true);
    // The server has not noticed.
    await database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(30)::text'",
    );
  });

  test("an answer that does not come", async () => {
    const failure = run(async (on) => {
      await ping.run(on);
      wire.weather.isHalfOpen = true;
      await ping.run(on);
    });
    expect(isDatabaseAway(await failureOf(failure))).toBe(true);
  });

  test("a server that takes no connection", async () => {
    await wire.refuse();
    expect(isDatabaseAway(await failureOf(run((on) => addTag.run(on))))).toBe(true);
  });
});
