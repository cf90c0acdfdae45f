import { Client } from "pg";
import { afterAll, beforeEach, expect, test } from "vitest";
import { isPassing } from "@/lib/db/errors";
import { retryThroughOutage } from "@/lib/db/outage";
import { closePool, pool } from "@/lib/db/pool";
import { inTransaction } from "@/lib/db/transaction";
import { receiveUpload } from "@/lib/imports/upload";
import { Presence } from "@/lib/jobs/presence";
import { clearUp, startProxy } from "../../chaos/proxy.ts";
import { createTestDatabase } from "../../support/database.ts";
import { eventually } from "../../support/rig.ts";
import { viewerAs } from "../campaigns/fixtures.ts";

/** The network to the database is cut without a word: what is sent arrives, and nothing comes back. */

const database = await createTestDatabase();
const wire = await startProxy(() => Number(new URL(database.url).port));
// What an address says comes before what the pool says: the same, sooner.
const address = new URL(database.url);
address.port = String(wire.port);
address.search = "?query_timeout=400&idle_in_transaction_session_timeout=400";
process.env.DATABASE_URL = address.href;

beforeEach(() => clearUp(wire));

afterAll(async () => {
  await closePool();
  await wire.close();
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error) => error,
  );
}

test("a statement is given up only after the server would have ended it", async () => {
  const { query_timeout: answerMs = 0, statement_timeout: statementMs } = pool().options;
  expect(answerMs).toBeGreaterThan(Number(statementMs));
  expect(answerMs).toBeLessThan(60_000);
});

test("a query without an answer ends as one to try again, and its connection is not used any more", async () => {
  await pool().query("SELECT 1");
  wire.weather.isHalfOpen = true;
  expect(isPassing(await failureOf(pool().query("SELECT 1")))).toBe(true);
  wire.weather.isHalfOpen = false;
  expect((await pool().query("SELECT 2 AS two")).rows).toEqual([{ two: 2 }]);
});

test("a transaction without an answer does not wait for its rollback too", async () => {
  await pool().query("SELECT 1");
  const before = performance.now();
  const failure = await failureOf(
    inTransaction(async (tx) => {
      wire.weather.isHalfOpen = true;
      await tx.query("SELECT 1");
    }),
  );
  expect(performance.now() - before).toBeLessThan(750);
  expect(isPassing(failure)).toBe(true);
});

test("a fact is written once the wire is whole again", async () => {
  await pool().query("CREATE TABLE fact (id int PRIMARY KEY)");
  let tries = 0;
  await retryThroughOutage(async () => {
    tries += 1;
    wire.weather.isHalfOpen = tries === 1;
    await pool().query("INSERT INTO fact VALUES (1) ON CONFLICT DO NOTHING");
  });
  expect(tries).toBeGreaterThan(1);
  expect((await database.query("SELECT id FROM fact")).rows).toEqual([{ id: 1 }]);
});

test("a file's rows whose connection breaks: the upload fails, and the process goes on", async () => {
  const holder = new Client({ connectionString: database.url });
  await holder.connect();
  async function* body() {
    await holder.query("BEGIN; LOCK TABLE import_row IN SHARE MODE");
    yield Buffer.from("phone,name\n+4915112345678,Anna\n");
  }
  const failure = failureOf(
    receiveUpload(viewerAs("marketer"), { fileName: "a.csv", body: body(), expectedBytes: null }),
  );
  await eventually(
    () =>
      database.query("SELECT FROM pg_stat_activity WHERE query LIKE 'COPY import_row %' AND wait_event_type = 'Lock'"),
    ({ rowCount }) => rowCount === 1,
  );
  wire.drop();
  await holder.end();
  expect(isPassing(await failure)).toBe(true);
  expect((await pool().query("SELECT status FROM import")).rows).toEqual([{ status: "failed" }]);
});

test("the server lets go of the locks of a transaction of which it hears nothing more", async () => {
  await pool().query("CREATE TABLE held (id int PRIMARY KEY)");
  await pool().query("INSERT INTO held VALUES (1)");
  const failure = await failureOf(
    inTransaction(async (tx) => {
      await tx.query("SELECT 1 FROM held FOR UPDATE");
      await database.query("DELETE FROM held");
      await tx.query("SELECT 1");
    }),
  );
  expect(isPassing(failure)).toBe(true);
});

test("a worker whose presence is cut off takes its locks again over another connection", async () => {
  const leaving = new AbortController();
  const presence = new Presence();
  const kept = presence.keep(leaving.signal);
  const holders = async () => {
    const { rows } = await database.query<{ pid: number }>(
      "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    return rows.map(({ pid }) => pid);
  };
  await eventually(
    async () => {
      await presence.hold("job-1");
      return holders();
    },
    (pids) => pids.length === 1,
  );
  const [first] = await holders();
  // Again while it is just being connected, when there is nobody yet to miss an answer.
  const cut = async () => {
    wire.weather.isHalfOpen = true;
    await presence.hold("job-2");
    wire.weather.isHalfOpen = false;
  };
  await eventually(
    async () => {
      const pids = await holders();
      if (pids.some((pid) => pid === first)) await cut();
      return pids;
    },
    (pids) => pids.filter((pid) => pid !== first).length === 2,
  );
  leaving.abort();
  await kept;
});
