import { randomUUID } from "node:crypto";
import { Pool, type QueryResult, type QueryResultRow } from "pg";
import { afterAll, inject } from "vitest";
import { testEnvironment } from "./environment.ts";

/**
 * A real Postgres database of its own for a test file, with all migrations applied:
 *
 *     import { createTestDatabase } from "../../support/database.ts";
 *
 *     const database = await createTestDatabase(); // at the top of the file, before the first test
 *
 *     test("…", async () => {
 *       await createTag(actorOf(viewer), { name: "vip" });                        // product code finds it through env()
 *       const { rows } = await database.query("SELECT name FROM tag");   // a look behind the product's back
 *     });
 *
 * It sets DATABASE_URL and whatever else `env()` demands, unless the file has set it before, and drops the database after the
 * last test. Tests of one file share the database: give each its own rows, or TRUNCATE in `beforeEach`. Only below
 * tests/integration: unit tests start no server. One file runs alone too: `npx vitest run FILE --config tests/vitest.config.ts`.
 */
export type TestDatabase = {
  url: string;
  query<Row extends QueryResultRow = QueryResultRow>(sql: string, values?: unknown[]): Promise<QueryResult<Row>>;
};

export async function createTestDatabase(): Promise<TestDatabase> {
  const database = await createDatabase(new URL(inject("templateUrl")).pathname.slice(1));
  setTestEnvironment(database.url);
  afterAll(async () => {
    const { closePool } = await import("@/lib/db/pool");
    await closePool();
  });
  return database;
}

/** A database without any table, for tests of the migrations themselves. The environment is left alone. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase("template0");
}

function setTestEnvironment(url: string): void {
  const { BASE_URL, ...others } = testEnvironment;
  process.env.DATABASE_URL = url;
  if (!process.env.BASE_URL?.startsWith("http")) process.env.BASE_URL = BASE_URL;
  for (const [name, value] of Object.entries(others)) process.env[name] ??= value;
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = addressOf(name);
  const pool = new Pool({ connectionString: url, max: 4 });
  // Dropping a database cuts its idle connections.
  pool.on("error", () => undefined);
  afterAll(async () => {
    await pool.end();
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { url, query: (sql, values) => pool.query(sql, values) };
}

function addressOf(name: string): string {
  const url = new URL(inject("templateUrl"));
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(sql: string): Promise<void> {
  const pool = new Pool({ connectionString: addressOf("postgres"), max: 1 });
  try {
    await pool.query(sql);
  } finally {
    await pool.end();
  }
}
