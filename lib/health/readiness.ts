import "server-only";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isDatabaseAway } from "../db/errors";
import { pool } from "../db/pool";
import { workerSilenceSeconds } from "./rules";

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
  const answer = pool()
    .query("SELECT 1")
    .then(
      () => ({ ok: true, detail: "answers" }),
      () => ({ ok: false, detail: "does not answer" }),
    );
  return Promise.race([answer, silence()]);
}

function silence(): Promise<Check> {
  return new Promise((resolve) => {
    const detail = `did not answer within ${databasePatienceMs / 1_000} s`;
    setTimeout(() => resolve({ ok: false, detail }), databasePatienceMs).unref();
  });
}

async function checkMigrations(folder: string): Promise<Check> {
  const expected = await migrationNames(folder);
  const { rows } = await pool().query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const applied = new Set(rows.map((row) => row.name));
  const missing = expected.filter((name) => !applied.has(name));
  if (missing.length > 0) return { ok: false, detail: `${missing.length} of ${expected.length} not applied` };
  return { ok: true, detail: `${applied.size} applied` };
}

async function migrationNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function defaultMigrationsFolder(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), "prisma", "migrations");
}

async function checkQueue(): Promise<Check> {
  const { rows } = await pool().query<{ version: number }>("SELECT version FROM pgboss.version");
  return rows[0] ? { ok: true, detail: `schema ${rows[0].version}` } : { ok: false, detail: "not installed" };
}

/** By the database's clock alone: machines may disagree about the time. */
async function checkWorker(): Promise<Check> {
  const { rows } = await pool().query<{ alive: number; silence: number | null }>(
    `SELECT count(*) FILTER (WHERE seen_at > now() - $1 * interval '1 second')::int AS alive,
            extract(epoch FROM now() - max(seen_at))::int AS silence
     FROM worker`,
    [workerSilenceSeconds],
  );
  const { alive = 0, silence: seconds = null } = rows[0] ?? {};
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
