import { cp } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "../../lib/env.ts";
import { credentialNames } from "../../lib/env-sinch.ts";
import { startPostgres } from "../database/postgres.ts";
import { prepareDatabase } from "../database/prepare.ts";
import { adoptEnvironment, type ProductEnvironment, root } from "../run/environment.ts";
import { freePort } from "../run/ports.ts";
import { startProduct } from "../run/product.ts";
import { seedDemo } from "../run/seed-demo.ts";
import { Supervisor } from "../run/supervisor.ts";
import { runPlaywright } from "./runners.ts";
import type { Outcome } from "./stage.ts";

const password = "browser-tests-only";

export type BrowserRun = { folder: string; distFolder: string; files: string[]; transport: "sms" | "conversation" };

/** The built product with a database, ports and a simulator of its own, the demo in it, and a real browser before it. */
export async function runBrowserTests({ folder, distFolder, files, transport }: BrowserRun): Promise<Outcome> {
  const database = await startPostgres({
    home: join(folder, `postgres-${transport}`),
    settings: { fsync: "off", shared_buffers: "64MB" },
  });
  const supervisor = new Supervisor({ logs: join(folder, "logs"), say: console.log });
  try {
    const environment = await browserEnvironment(database.url, transport);
    adoptEnvironment(environment);
    await prepareDatabase(database.url);
    await seedDemo(password);
    await startProduct(supervisor, environment, { kind: "built", distFolder }, true);
    const outcome = await runPlaywright(folder, files, {
      TEST_BASE_URL: environment.env.BASE_URL,
      TEST_SIMULATOR_URL: environment.env.SINCH_BASE_URL,
      TEST_DATABASE_URL: database.url,
      TEST_PASSWORD: password,
    });
    // The folder of the run is removed; what the servers had to say about a failure is not.
    if (outcome.failed > 0) await cp(join(folder, "logs"), join(root, "test-results/logs"), { recursive: true });
    return outcome;
  } finally {
    await supervisor.stop();
    await database.stop();
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
