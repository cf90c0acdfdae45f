import { cp } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { parseEnv } from "../../lib/env.ts";
import { credentialNames } from "../../lib/env-sinch.ts";
import { startPostgres } from "../database/postgres.ts";
import { prepareDatabase } from "../database/prepare.ts";
import type { PostgresVersion } from "../database/server-program.ts";
import { adoptEnvironment, type ProductEnvironment, root } from "../run/environment.ts";
import { freePort } from "../run/ports.ts";
import { startProduct } from "../run/product.ts";
import { seedDemo } from "../run/seed-demo.ts";
import { Supervisor } from "../run/supervisor.ts";
import { runPlaywright } from "./runners.ts";
import type { Outcome } from "./stage.ts";

const password = "browser-tests-only";

export type BrowserRun = {
  /** Of its database, and of its lines on the terminal. */
  name: string;
  transport: "sms" | "conversation";
  /** All stories if there are none. */
  files: string[];
  /** One half of them, as Playwright counts: `1/2`. */
  share?: string;
};

type BrowserOptions = { folder: string; distFolder: string; runs: BrowserRun[]; postgres: PostgresVersion };

/**
 * The built product with a database, ports and a simulator of its own, the demo in it, and a real browser before it; once
 * for every run, each from the same beginning. The runs share the build, the server and the demo, and two of them go on at a time.
 */
export async function runBrowserTests({ folder, distFolder, runs, postgres }: BrowserOptions): Promise<Outcome> {
  const database = await startPostgres({
    home: join(folder, "postgres"),
    version: postgres,
    port: await freePort(),
    // The last one counts the statements of a page, see tests/e2e/page-work.spec.ts.
    settings: { fsync: "off", shared_buffers: "64MB", shared_preload_libraries: "pg_stat_statements" },
  });
  try {
    adoptEnvironment(await browserEnvironment(database.url, "sms"));
    await prepareDatabase(database.url);
    await seedDemo(password);
    // One after another: a template is copied only while nobody is connected to it.
    const copies: string[] = [];
    for (const { name } of runs) copies.push(await copyOf(database.url, name));
    const waiting = runs.map((run, index) => ({
      ...run,
      isAlone: runs.length === 1,
      databaseUrl: copies[index] ?? "",
    }));
    const outcomes: Outcome[] = [];
    const lane = async () => {
      for (let run = waiting.shift(); run; run = waiting.shift()) outcomes.push(await runOnce(folder, distFolder, run));
    };
    await Promise.all([lane(), lane()]);
    return {
      passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
      failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    };
  } finally {
    await database.stop();
  }
}

async function copyOf(databaseUrl: string, name: string): Promise<string> {
  const url = new URL(databaseUrl);
  const client = new Client({ connectionString: new URL("/postgres", url).href });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${url.pathname.slice(1)}`);
  await client.end();
  return new URL(`/${name}`, url).href;
}

async function runOnce(
  folder: string,
  distFolder: string,
  { databaseUrl, isAlone, ...run }: BrowserRun & { isAlone: boolean; databaseUrl: string },
): Promise<Outcome> {
  const logs = join(folder, "logs", run.name);
  const supervisor = new Supervisor({ logs, say: console.log });
  try {
    const environment = await browserEnvironment(databaseUrl, run.transport);
    await startProduct(supervisor, environment, { kind: "built", distFolder }, true);
    const env = {
      TEST_BASE_URL: environment.env.BASE_URL,
      TEST_SIMULATOR_URL: environment.env.SINCH_BASE_URL,
      TEST_DATABASE_URL: databaseUrl,
      TEST_PASSWORD: password,
      TEST_LOGS: logs,
    };
    const label = isAlone ? undefined : run.name;
    const outcome = await runPlaywright({ folder, name: run.name, files: run.files, share: run.share, env, label });
    // The folder of the run is removed; what the servers had to say about a failure is not.
    if (outcome.failed > 0) await cp(logs, join(root, "test-results/logs", run.name), { recursive: true });
    return outcome;
  } finally {
    await supervisor.stop();
  }
}

/** Nothing of the surroundings: neither `.env` nor credentials in the shell may reach a test. */
async function browserEnvironment(databaseUrl: string, transport: string): Promise<ProductEnvironment> {
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const variables = {
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    BASE_URL: `http://127.0.0.1:${port}`,
    NEXTAUTH_URL: `http://127.0.0.1:${port}`,
    NEXTAUTH_SECRET: "browser-tests-0123456789-abcdefghijklmn",
    SINCH_WEBHOOK_SECRET: "browser-tests-webhook-secret",
    SINCH_TRANSPORT: transport,
    SINCH_BASE_URL: `http://127.0.0.1:${simulatorPort}`,
    SINCH_MESSAGES_PER_SECOND: "200",
    // Next reads `.env` by itself, but only for what is not there: empty means unset.
    ...Object.fromEntries(credentialNames.map((name) => [name, ""])),
    SINCH_NUMBER: "",
    SINCH_WEBHOOK_KEY: "",
    INGEST_PORT: "",
    ENCRYPTION_KEY: "",
    LOG_LEVEL: "info",
    NODE_ENV: "production" as const,
  };
  const env = parseEnv(variables);
  const system = { PATH: process.env.PATH, HOME: process.env.HOME, LANG: process.env.LANG };
  return { variables: { ...system, ...variables }, env, isEmbedded: true, demoPassword: password };
}
