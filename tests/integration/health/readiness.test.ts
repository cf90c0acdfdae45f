import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeEach, expect, test } from "vitest";
import { closePool } from "@/lib/db/pool";
import { readMetrics } from "@/lib/health/metrics";
import { readReadiness } from "@/lib/health/readiness";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();

beforeEach(async () => {
  await database.query("TRUNCATE worker");
});

test("ready when the database, its migrations, the queue and a worker are there", async () => {
  await database.query("INSERT INTO worker (id) VALUES ('w1')");
  const { ready, checks } = await readReadiness();
  expect(checks).toEqual({
    database: { ok: true, detail: "answers" },
    migrations: { ok: true, detail: expect.stringMatching(/^\d+ applied$/) },
    queue: { ok: true, detail: expect.stringMatching(/^schema \d+$/) },
    worker: { ok: true, detail: "1 alive" },
  });
  expect(ready).toBe(true);
});

test("not ready without a worker, or with one that fell silent", async () => {
  expect(await readReadiness()).toMatchObject({
    ready: false,
    checks: { database: { ok: true }, worker: { ok: false, detail: "no worker was ever seen" } },
  });
  await database.query("INSERT INTO worker (id, seen_at) VALUES ('w1', now() - interval '31 seconds')");
  const { ready, checks } = await readReadiness();
  expect(ready).toBe(false);
  expect(checks.worker.detail).toMatch(/^last seen 3\d s ago$/);
});

test("not ready while a migration of this version is missing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "migrations-"));
  afterAll(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "29990101000000_of_tomorrow"));
  const { ready, checks } = await readReadiness(folder);
  expect(ready).toBe(false);
  expect(checks.migrations).toEqual({ ok: false, detail: "1 of 1 not applied" });
});

test("not ready on a database where nothing was installed", async () => {
  await database.query("ALTER SCHEMA pgboss RENAME TO pgboss_away");
  await database.query("ALTER TABLE _prisma_migrations RENAME TO _migrations_away");
  const { ready, checks } = await readReadiness();
  await database.query("ALTER TABLE _migrations_away RENAME TO _prisma_migrations");
  await database.query("ALTER SCHEMA pgboss_away RENAME TO pgboss");
  expect(ready).toBe(false);
  expect(checks.queue).toEqual({ ok: false, detail: "not installed" });
  expect(checks.migrations).toEqual({ ok: false, detail: "not installed" });
});

test("a database that refuses connections is named, and nothing else is claimed", async () => {
  await closePool();
  const address = new URL(database.url);
  const name = address.pathname.slice(1);
  address.pathname = "/postgres";
  const server = new Client({ connectionString: address.href });
  await server.connect();
  await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  const { ready, checks } = await readReadiness();
  const metrics = await readMetrics();
  await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await server.end();
  expect(ready).toBe(false);
  expect(checks.database).toEqual({ ok: false, detail: "does not answer" });
  expect(checks.worker).toEqual({ ok: false, detail: "not known while the database is away" });
  expect(metrics).toContain("tidings_database_up 0");
  expect(metrics).toContain("process_resident_memory_bytes");
  expect((await readReadiness()).checks.database.ok).toBe(true);
});
