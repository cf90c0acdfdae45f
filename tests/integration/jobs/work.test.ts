import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { closeClientBoss, workerBoss } from "@/lib/jobs/boss";
import { type JobInput, type JobName, jobKinds, jobNames } from "@/lib/jobs/contract";
import { enqueue, enqueueAll } from "@/lib/jobs/enqueue";
import { Presence } from "@/lib/jobs/presence";
import { type Handlers, work } from "@/lib/jobs/work";
import { createTestDatabase } from "../../support/database.ts";
import { eventually } from "../../support/rig.ts";

/** A worker's loop over the product's own queue, with handlers that the test gives. */

const database = await createTestDatabase();
const never = async () => undefined;
const handlers: Handlers = {
  "import.check": never,
  "import.merge": never,
  "campaign.expand": never,
  "campaign.dispatch": never,
  "campaign.cancel": never,
  "campaign.expire": never,
  "connection.check": never,
  "message.direct": never,
};
const stopping = new AbortController();
const leaving = new AbortController();
const presence = new Presence();
const kept = presence.keep(leaving.signal);
const boss = await workerBoss();

/** What the loop is told to do with a kind; it can be replaced while it runs. */
function handle<Name extends JobName>(name: Name, run: Handlers[Name]): void {
  handlers[name] = run;
}

beforeAll(() => {
  const current = jobNames.map((name) => [name, (data: never, signal: AbortSignal) => handlers[name](data, signal)]);
  return work(boss, Object.fromEntries(current) as Handlers, presence, stopping.signal);
});

beforeEach(() => database.query("DELETE FROM pgboss.job"));

afterEach(() => {
  for (const name of jobNames) handle(name, never);
});

afterAll(async () => {
  await boss.stop({ graceful: false });
  await closeClientBoss();
  leaving.abort();
  await kept;
});

async function job(name: JobName) {
  const { rows } = await database.query<{ state: string; tries: number; output: { message?: string } | null }>(
    "SELECT state, retry_count AS tries, output FROM pgboss.job WHERE name = $1 ORDER BY created_on",
    [name],
  );
  return rows[0];
}

const over = (name: JobName) =>
  eventually(
    () => job(name),
    (found) => found?.state === "completed",
  );

const locks = async () =>
  (
    await database.query(
      `SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND application_name = 'tidings-presence' AND datname = current_database()`,
    )
  ).rowCount;

test("a job is done once with what it was given, and its worker is present for it until it ends", async () => {
  const seen: JobInput<"campaign.dispatch">[] = [];
  let held: number | null = 0;
  handle("campaign.dispatch", async (data) => {
    seen.push(data);
    held = await eventually(locks, (many) => many === 1);
  });
  await enqueue(pool(), "campaign.dispatch", { campaignId: 12, lane: 3 });
  expect(await over("campaign.dispatch")).toMatchObject({ tries: 0 });
  expect(seen).toEqual([{ campaignId: 12, lane: 3 }]);
  expect(held).toBe(1);
  expect(await locks()).toBe(0);
});

test("a handler that fails is tried again by the queue, and its worker is not present meanwhile", async () => {
  let tries = 0;
  handle("campaign.cancel", async () => {
    if (++tries === 1) throw new Error("Sinch said something odd");
  });
  await enqueue(pool(), "campaign.cancel", { campaignId: 1 });
  const failed = await eventually(
    () => job("campaign.cancel"),
    (found) => found?.state === "retry",
  );
  expect(failed?.output?.message).toBe("Sinch said something odd");
  expect(await locks()).toBe(0);
  expect(await over("campaign.cancel")).toMatchObject({ tries: 1 });
  expect(tries).toBe(2);
});

test.each(["40P01", "57P01", "55P03"])("a database that answers %s: the same run begins again", async (code) => {
  let tries = 0;
  handle("import.merge", async () => {
    if (++tries < 3) throw Object.assign(new Error("not now"), { code });
  });
  await enqueue(pool(), "import.merge", { importId: 1 });
  expect(await over("import.merge")).toMatchObject({ tries: 0 });
  expect(tries).toBe(3);
});

test("a job that no handler can read is a failure, and reaches none", async () => {
  let tries = 0;
  handle("import.check", async () => {
    tries++;
  });
  await boss.insert("import.check", [{ data: { importId: "seven" }, singletonKey: "seven" }]);
  const failed = await eventually(
    () => job("import.check"),
    (found) => found?.output !== null && found !== undefined,
  );
  expect(failed?.output?.message).toContain("importId");
  expect(tries).toBe(0);
});

test("as many of a kind run at once as it says, and none of a key beside itself", async () => {
  const most = jobKinds["message.direct"].concurrency;
  const running = new Set<number>();
  const gate = Promise.withResolvers<void>();
  let peak = 0;
  let isBesideItself = false;
  handle("message.direct", async ({ directMessageId }) => {
    isBesideItself ||= running.has(directMessageId);
    running.add(directMessageId);
    peak = Math.max(peak, running.size);
    await gate.promise;
    running.delete(directMessageId);
  });
  const all = Array.from({ length: most + 3 }, (_, index) => ({ directMessageId: index + 1 }));
  await enqueueAll(pool(), "message.direct", all);
  await eventually(
    async () => running.size,
    (many) => many === most,
  );
  // News for those that run: it waits for their end.
  await enqueueAll(pool(), "message.direct", all);
  gate.resolve();
  await eventually(
    () => database.query("SELECT FROM pgboss.job WHERE name = 'message.direct' AND state <> 'completed'"),
    ({ rowCount }) => rowCount === 0,
  );
  expect([peak, isBesideItself]).toEqual([most, false]);
});

test("news that comes while a job is ending is worked on after it", async () => {
  let runs = 0;
  handle("connection.check", async () => {
    if (++runs === 1) await enqueue(pool(), "connection.check", {});
  });
  await enqueue(pool(), "connection.check", {});
  await eventually(
    async () => runs,
    (many) => many === 2,
  );
});

// The last one: the worker is told to stop.
test("a worker that stops tells its handlers, and begins none again whose database is away", async () => {
  const told: boolean[] = [];
  handle("campaign.expire", async (_data, signal) => {
    told.push(signal.aborted);
    stopping.abort();
    told.push(signal.aborted);
    throw Object.assign(new Error("the server is going down"), { code: "57P01" });
  });
  await enqueue(pool(), "campaign.expire", { campaignId: 1 });
  const failed = await eventually(
    () => job("campaign.expire"),
    (found) => found?.state === "retry",
  );
  expect(failed?.output?.message).toBe("the server is going down");
  expect(told).toEqual([false, true]);
});
