import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { removeDeadRuns, runsFolder } from "../../scripts/check/dead-runs.ts";
import { startPostgres } from "../../scripts/database/postgres.ts";
import { prepareDatabase } from "../../scripts/database/prepare.ts";
import { freePort } from "../../scripts/run/ports.ts";
import { testEnvironment } from "./environment.ts";
import { postgresVersion } from "./postgres.ts";

/** One throw-away Postgres for the run, with a migrated template database. Several runs do not see each other. */

declare module "vitest" {
  export interface ProvidedContext {
    /** Address of the template database; see tests/support/database.ts. */
    templateUrl: string;
  }
}

/** Of the process: the projects of a run share the server, and each reads this file anew. */
const held = globalThis as { testServer?: { started: Promise<Server>; users: number } };

type Server = { url: string; stop(): Promise<void> };

export default async function setup(project: TestProject) {
  held.testServer ??= { started: startServer(), users: 0 };
  const { testServer } = held;
  testServer.users += 1;
  const server = await testServer.started;
  project.provide("templateUrl", server.url);
  return async () => {
    testServer.users -= 1;
    if (testServer.users > 0) return;
    delete held.testServer;
    await server.stop();
  };
}

async function startServer(): Promise<Server> {
  await removeDeadRuns();
  const home = join(runsFolder, `run-${process.pid}`);
  await mkdir(home, { recursive: true });
  const server = await startPostgres({
    home,
    settings: testSettings,
    version: postgresVersion,
    port: await freePort(),
  });
  await prepareTemplate(server.url);
  await releaseTemplate(server.url);
  const stop = async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** The product's own preparation wants the product's environment, and only for this moment. */
async function prepareTemplate(url: string): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, testEnvironment, { DATABASE_URL: url });
  await prepareDatabase(url);
  process.env = before;
  await addAccounts(url);
}

/** Numbers 1 to 9, for whoever acts in a test: rows keep who made them. None of them can sign in. */
async function addAccounts(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    `INSERT INTO "user" (email, name, role, password_hash, updated_at)
     SELECT 'account-' || n || '@tests.example', 'Account ' || n, 'viewer', '', now() FROM generate_series(1, 9) AS n`,
  );
  await client.end();
}

/** Nobody survives a power cut here. */
const testSettings = {
  fsync: "off",
  full_page_writes: "off",
  shared_buffers: "64MB",
  max_connections: "600",
  autovacuum_naptime: "10min",
};

/** `CREATE DATABASE … TEMPLATE` wants a template that nobody is connected to. */
async function releaseTemplate(url: string): Promise<void> {
  const client = new Client({ connectionString: url.replace(/[^/]+$/, "postgres") });
  await client.connect();
  await client.query("UPDATE pg_database SET datallowconn = false WHERE datname = $1", [
    new URL(url).pathname.slice(1),
  ]);
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [
    new URL(url).pathname.slice(1),
  ]);
  await client.end();
}
