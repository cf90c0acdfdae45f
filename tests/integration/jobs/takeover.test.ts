import { randomUUID } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startSimulator } from "@/lib/simulator";
import { startProxy } from "../../chaos/proxy.ts";
import { startWorkers, type Workers } from "../../chaos/workers.ts";
import { createTestDatabase } from "../../support/database.ts";
import { testEnvironment } from "../../support/environment.ts";
import { addLaunchedCampaign, addSubscribers, eventually } from "../../support/rig.ts";

/** The product's own worker processes at 10 batches a second: one dies and nobody starts it again; the database goes away. */
const database = await createTestDatabase();
const simulator = await startSimulator({ port: 0, messagesPerSecond: 1_000_000, delays: { minMs: 0, maxMs: 20 } });
const toDatabase = await startProxy(() => Number(new URL(database.url).port));
const home = join(tmpdir(), `tidings-takeover-${randomUUID()}`);
const running: Workers[] = [];

await addSubscribers(
  database,
  Array.from({ length: 6_000 }, (_, index) => ({ phone: `+1201${2_000_000 + index}` })),
);
const first = await startWorker();
const campaignId = await addLaunchedCampaign(database, "Doors open at 5");

afterAll(async () => {
  await Promise.all(running.map((workers) => workers.stop()));
  await toDatabase.close();
  await simulator.close();
  await rm(home, { recursive: true, force: true });
});

async function startWorker(): Promise<Workers> {
  const url = new URL(database.url);
  url.port = String(toDatabase.port);
  const workers = await startWorkers({
    count: 1,
    logFolder: home,
    faults: [],
    clock: null,
    restartMs: () => 3_600_000,
    frozenMs: () => 0,
    env: {
      PATH: process.env.PATH ?? "",
      NODE_OPTIONS: "--trace-deprecation",
      NODE_ENV: "production",
      ...testEnvironment,
      LOG_LEVEL: "warn",
      DATABASE_URL: url.href,
      SINCH_BASE_URL: simulator.url,
      SINCH_MESSAGES_PER_SECOND: "50",
    },
  });
  running.push(workers);
  return workers;
}

async function countOf(sql: string, values: unknown[] = []): Promise<number> {
  const { rows } = await database.query<{ many: number }>(sql, values);
  return rows[0]?.many ?? 0;
}

/** Attempts begun since then, by the database's clock, which is this machine's. */
function attemptsSince(ms: number): Promise<number> {
  return countOf("SELECT count(*)::int AS many FROM batch_attempt WHERE started_at > to_timestamp($1::float8)", [
    ms / 1_000,
  ]);
}

test("all lanes and claims of a worker killed with -9 go on elsewhere, long before its heartbeat is missed", async () => {
  // All lanes are its own: nobody else is there when they begin.
  await eventually(
    () => attemptsSince(0),
    (many) => many > 20,
  );
  await startWorker();
  await eventually(
    () => countOf("SELECT count(*)::int AS many FROM worker"),
    (many) => many === 2,
  );
  const { rows: claims } = await database.query<{ id: number; epoch: number }>(
    "SELECT id, epoch FROM batch WHERE campaign_id = $1 AND state = 'claimed'",
    [campaignId],
  );
  const held = `SELECT count(*)::int AS many FROM batch b
                  JOIN unnest($1::int[], $2::int[]) AS c (id, epoch) ON b.id = c.id AND b.epoch = c.epoch
                 WHERE b.state = 'claimed'`;

  const killedAt = Date.now();
  first.strike("SIGKILL", 0);
  // An attempt that was under way at that moment may still be committed.
  await eventually(
    () => attemptsSince(killedAt + 300),
    (many) => many > 0,
  );
  await eventually(
    () => countOf(held, [claims.map(({ id }) => id), claims.map(({ epoch }) => epoch)]),
    (many) => many === 0,
  );
  expect(Date.now() - killedAt).toBeLessThan(9_000);
}, 120_000);

test("work goes on as soon as the database is back, also when it was away for longer than a heartbeat", async () => {
  await toDatabase.refuse();
  await eventually(
    () => countOf("SELECT count(*)::int AS many FROM pgboss.job WHERE heartbeat_on > now() - interval '11 seconds'"),
    (many) => many === 0,
  );
  await toDatabase.listen();
  const backAt = Date.now();
  await eventually(
    () => attemptsSince(backAt),
    (many) => many > 0,
  );
  expect(Date.now() - backAt).toBeLessThan(3_000);
}, 120_000);

test("no worker was warned by Node or a package, with all of that behind it", async () => {
  const logs = await Promise.all((await readdir(home)).map((name) => readFile(join(home, name), "utf8")));
  expect(logs).toHaveLength(2);
  expect(logs.join("\n")).not.toMatch(/Warning:/);
});
