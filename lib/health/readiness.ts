import "server-only";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isDatabaseAway } from "../db/errors";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { int, known, text } from "../db/types";
import { readSignsOfLife } from "./workers";

/** Whether this installation can do its work right now, check by check and in words for whoever runs it. */

export type Check = { ok: boolean; detail: string };
export type Readiness = { ready: boolean; checks: Record<"database" | "migrations" | "queue" | "worker", Check> };

const databasePatienceMs = 3_000;

export async function readReadiness(migrationsFolder = defaultMigrationsFolder()): Promise<Readiness> {
  const database = await checkDatabase();
  if (!database.ok) {
    const unknown = { ok: false, detail: "not known while the database is away" };
    return { ready: false, checks: { database, migrations: unknown, queue: unknown, worker: unknown } };
  }
  const [migrations, queue, worker] = await Promise.all([
    settled(checkMigrations(migrationsFolder)),
    settled(checkQueue()),
    settled(checkWorker()),
  ]);
  const checks = { database, migrations, queue, worker };
  return { ready: Object.values(checks).every((check) => check.ok), checks };
}

/** Bounded: a database that hangs must not hang the probe. */
async function checkDatabase(): Promise<Check> {
  const answer = ping.run(pool()).then(
    () => ({ ok: true, detail: "answers" }),
    () => ({ ok: false, detail: "does not answer" }),
  );
  return Promise.race([answer, silence()]);
}

const ping = statement({ name: "ping" }, () => sql`SELECT`);

function silence(): Promise<Check> {
  return new Promise((resolve) => {
    const detail = `did not answer within ${databasePatienceMs / 1_000} s`;
    setTimeout(() => resolve({ ok: false, detail }), databasePatienceMs).unref();
  });
}

async function checkMigrations(folder: string): Promise<Check> {
  const expected = await migrationNames(folder);
  const applied = new Set((await appliedMigrations.rows(pool())).map(({ name }) => name));
  const missing = expected.filter((name) => !applied.has(name));
  if (missing.length > 0) return { ok: false, detail: `${missing.length} of ${expected.length} not applied` };
  return { ok: true, detail: `${applied.size} applied` };
}

const appliedMigrations = statement(
  { name: "applied-migrations", row: { name: known(text, "each migration has one") } },
  () => sql`
    SELECT migration_name::text AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
);

async function migrationNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function defaultMigrationsFolder(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), "prisma", "migrations");
}

async function checkQueue(): Promise<Check> {
  const queue = await queueSchema.first(pool());
  return queue ? { ok: true, detail: `schema ${queue.version}` } : { ok: false, detail: "not installed" };
}

const queueSchema = statement(
  { name: "queue-schema", row: { version: int } },
  () => sql`SELECT version FROM pgboss.version`,
);

async function checkWorker(): Promise<Check> {
  const { alive, silentSeconds: seconds } = await readSignsOfLife();
  if (alive > 0) return { ok: true, detail: `${alive} alive` };
  return { ok: false, detail: seconds === null ? "no worker was ever seen" : `last seen ${seconds} s ago` };
}

const undefinedTable = /does not exist/;

async function settled(check: Promise<Check>): Promise<Check> {
  try {
    return await check;
  } catch (error) {
    if (isDatabaseAway(error)) return { ok: false, detail: "the database went away" };
    if (error instanceof Error && undefinedTable.test(error.message)) return { ok: false, detail: "not installed" };
    return { ok: false, detail: "could not be checked" };
  }
}
