import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client, Pool, type QueryResult, type QueryResultRow } from "pg";
import { startPostgres } from "../../scripts/database/postgres.ts";
import { prepareDatabase } from "../../scripts/database/prepare.ts";
import { postgresVersion } from "../support/postgres.ts";
import { journalSql } from "./journal-triggers.ts";
import { reservePort } from "./ports.ts";
import { timeCompressionSql } from "./time-compression.ts";

/**
 * A Postgres of our own, which may be killed. It holds one database, made anew for each run. The name stays the same, because a
 * process reads its DATABASE_URL once.
 */
export type ChaosDatabase = {
  url: string;
  /** The folder for the logs of the workers, one folder for each seed. */
  logs: string;
  /** Waits while the server is down. */
  query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<QueryResult<Row>>;
  renew(): Promise<void>;
  /** Signals the postmaster: SIGQUIT is an immediate shutdown, SIGKILL leaves its children to find out. */
  strike(signal: "SIGQUIT" | "SIGKILL"): Promise<void>;
  stop(): Promise<void>;
};

/** Short runs do not have to survive the machine. */
const throwAwaySettings = {
  fsync: "off",
  full_page_writes: "off",
  shared_buffers: "64MB",
  max_connections: "200",
  autovacuum_naptime: "10min",
  max_wal_size: "256MB",
};

/** Sets DATABASE_URL: product code in this process talks to it. */
export async function startDatabase(
  home: string,
  settings: Record<string, string> = throwAwaySettings,
): Promise<ChaosDatabase> {
  const server = await startPostgres({
    home,
    settings,
    version: postgresVersion,
    port: await reservePort(),
    say: () => undefined,
  });
  const url = server.url.replace(/[^/]+$/, "chaos");
  const admin = server.url.replace(/[^/]+$/, "postgres");
  process.env.DATABASE_URL = url;
  await makeTemplate(url, admin);
  let pool: Pool | undefined;
  const disconnect = async () => {
    await pool?.end();
    pool = undefined;
    await closeProduct();
  };
  return {
    url,
    logs: join(home, "logs"),
    query: (sql, values) => {
      pool ??= quietPool(url);
      return queryWithRetry(pool, sql, values);
    },
    renew: async () => {
      await disconnect();
      await execute(admin, ["DROP DATABASE IF EXISTS chaos WITH (FORCE)", fromTemplate]);
    },
    strike: (signal) => strikePostmaster(home, signal),
    stop: async () => {
      await disconnect();
      await server.stop();
    },
  };
}

const fromTemplate = "CREATE DATABASE chaos TEMPLATE chaos_template";

/** Migrations run once; each run copies their result. */
async function makeTemplate(url: string, admin: string): Promise<void> {
  await execute(admin, [
    "DROP DATABASE IF EXISTS chaos_template",
    "DROP DATABASE IF EXISTS chaos",
    "CREATE DATABASE chaos",
  ]);
  await prepareDatabase(url);
  await execute(url, [journalSql, timeCompressionSql]);
  await closeProduct();
  await execute(admin, ["ALTER DATABASE chaos RENAME TO chaos_template"]);
}

async function strikePostmaster(home: string, signal: "SIGQUIT" | "SIGKILL"): Promise<void> {
  const pid = Number((await readFile(join(home, "data", "postmaster.pid"), "utf8")).split("\n")[0]);
  if (pid > 0) process.kill(pid, signal);
}

function quietPool(url: string): Pool {
  const pool = new Pool({ connectionString: url, max: 3, connectionTimeoutMillis: 3_000, application_name: "chaos" });
  return pool.on("error", () => undefined);
}

/** For statements that may run twice. */
async function queryWithRetry<Row extends QueryResultRow>(
  pool: Pool,
  sql: string,
  values?: unknown[],
): Promise<QueryResult<Row>> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    try {
      return await pool.query<Row>(sql, values);
    } catch (error) {
      const isWrong = error instanceof Error && "code" in error && /^(22|23|42)/.test(String(error.code));
      if (isWrong || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function closeProduct(): Promise<void> {
  const { closeClientBoss } = await import("@/lib/jobs/boss");
  const { closePool } = await import("@/lib/db/pool");
  await closeClientBoss();
  await closePool();
}

async function execute(url: string, statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
