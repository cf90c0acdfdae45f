import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { applyMigrations } from "../../scripts/database/migrations.ts";
import { startPostgres } from "../../scripts/database/postgres.ts";
import { prismaFolder } from "../../scripts/database/schema-files.ts";
import { dataFolder, root } from "../../scripts/run/environment.ts";
import { testEnvironment } from "./environment.ts";

/** A fresh Postgres of its own with production durability, and an environment that points product code at it. */
export async function withBenchDatabase<T>(work: () => Promise<T>): Promise<T> {
  const home = join(dataFolder, "bench", `run-${process.pid}`);
  await mkdir(home, { recursive: true });
  const server = await startPostgres({
    home,
    settings: { shared_buffers: "512MB", max_wal_size: "8GB", shared_preload_libraries: "pg_stat_statements" },
  });
  try {
    await applyMigrations(server.url, prismaFolder(root).migrations);
    Object.assign(process.env, { ...testEnvironment, DATABASE_URL: server.url });
    return await work();
  } finally {
    const { closeClientBoss } = await import("@/lib/jobs/boss");
    const { closePool } = await import("@/lib/db/pool");
    await closeClientBoss();
    await closePool();
    await (await own)?.end();
    own = undefined;
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

let own: Promise<pg.Client> | undefined;

/** What a benchmark does itself: not under the limits of the product's connections, which ten million rows would exceed. */
export async function statement(text: string, values: unknown[] = []): Promise<void> {
  own ??= connect();
  await (await own).query(text, values);
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  return client;
}

/**
 * CPU seconds that this database's connections used for \`work\`: what they cost, however busy the machine is. Linux only;
 * elsewhere it is NaN, which fails no target.
 */
export async function databaseSecondsOf(work: () => Promise<unknown>): Promise<number> {
  const before = await connectionSeconds();
  await work();
  const after = await connectionSeconds();
  let sum = 0;
  for (const [pid, seconds] of after) sum += seconds - (before.get(pid) ?? 0);
  return sum;
}

async function connectionSeconds(): Promise<Map<number, number>> {
  const { pool } = await import("@/lib/db/pool");
  const { rows } = await pool().query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'",
  );
  const seconds = await Promise.all(
    rows.map(async ({ pid }) => {
      const text = await readFile(`/proc/${pid}/schedstat`, "utf8").catch(() => "NaN");
      return [pid, Number(text.split(" ")[0]) / 1e9] as const;
    }),
  );
  return new Map(seconds);
}
