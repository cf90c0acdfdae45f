import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client, Pool, type QueryResult, type QueryResultRow } from "pg";
import { startPostgres } from "../../scripts/database/postgres.ts";
import { prepareDatabase } from "../../scripts/database/prepare.ts";
import { postgresVersion } from "../support/postgres.ts";
import { journalSql } from "./journal.ts";
import { reservePort } from "./ports.ts";
import { timeCompressionSql } from "./time-compression.ts";

/**
 * A Postgres of our own, which may be killed, and in it one database that is made anew for each run. It always has the
 * same name, because a process reads its DATABASE_URL once.
 */
export type ChaosDatabase = {
  url: string;
  home: string;
  /** Waits while the server is down. */
  query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<QueryResult<Row>>;
  renew(): Promise<void>;
  /** To the postmaster: SIGQUIT is an immediate shutdown, SIGKILL leaves its children to find out. */
  strike(signal: "SIGQUIT" | "SIGKILL"): Promise<void>;
  stop(): Promise<void>;
};

/** Many short runs on one machine: nothing here has to survive the machine. */
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
  await execute(admin, [
    "DROP DATABASE IF EXISTS chaos_template",
    "DROP DATABASE IF EXISTS chaos",
    "CREATE DATABASE chaos",
  ]);
  await prepareDatabase(url);
  await execute(url, [journalSql, timeCompressionSql]);
  await closeProduct();
  await execute(admin, ["ALTER DATABASE chaos RENAME TO chaos_template"]);
  let pool: Pool | undefined;
  return {
    url,
    home,
    query: (sql, values) => {
      pool ??= quietPool(url);
      return queryWithRetry(pool, sql, values);
    },
    renew: async () => {
      await pool?.end();
      pool = undefined;
      await closeProduct();
      await execute(admin, [
        "DROP DATABASE IF EXISTS chaos WITH (FORCE)",
        "CREATE DATABASE chaos TEMPLATE chaos_template",
      ]);
    },
    strike: async (signal) => {
      const pid = Number((await readFile(join(home, "data", "postmaster.pid"), "utf8")).split("\n")[0]);
      if (pid > 0) process.kill(pid, signal);
    },
    stop: async () => {
      await pool?.end();
      await closeProduct();
      await server.stop();
    },
  };
}

function quietPool(url: string): Pool {
  const pool = new Pool({ connectionString: url, max: 3, connectionTimeoutMillis: 3_000, application_name: "chaos" });
  return pool.on("error", () => undefined);
}

/** Only for statements that may run twice. */
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
