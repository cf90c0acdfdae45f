import { join, relative } from "node:path";
import type { Postgres } from "../database/postgres.ts";
import { isUnused, prepareDatabase } from "../database/prepare.ts";
import { buildWhenChanged } from "./build.ts";
import {
  adoptEnvironment,
  dataFolder,
  openDatabase,
  type ProductEnvironment,
  readEnvironment,
  root,
} from "./environment.ts";
import { claimPorts, type Product, type ProductMode, startProduct } from "./product.ts";
import { watchSources } from "./reload.ts";
import { step } from "./report.ts";
import { seedDemo } from "./seed-demo.ts";
import { Supervisor } from "./supervisor.ts";

/**
 * Brings up database, build, web, worker and simulator, and keeps them running until a signal. Whatever happens, what it started
 * is stopped: on Ctrl-C within 5 s, also half-way through; when it is killed, by the leash of each process and, for the
 * database, by the next start.
 */
export async function runEverything(mode: ProductMode): Promise<void> {
  const asked = untilAsked();
  console.log("\nTidings\n");
  const environment = await readEnvironment();
  const hasSimulator = await claimPorts(environment);
  const logs = environment.isEmbedded ? `${dataFolder}/logs` : undefined;
  const supervisor = new Supervisor({ ...(logs === undefined ? {} : { logs }), say: (line) => console.log(line) });
  const opening: { database?: Promise<Postgres> } = {};
  try {
    const started = bringUp(environment, mode, supervisor, hasSimulator, opening);
    // Asked half-way: what fails from then on is of no interest.
    started.catch(() => undefined);
    const product = await Promise.race([started, asked]);
    if (product !== undefined) {
      if (mode.kind === "dev") reload(supervisor);
      await printWelcome(product, environment, logs);
      await asked;
    }
    console.log("\nStopping …");
  } finally {
    await supervisor.stop();
    await (await opening.database?.catch(() => undefined))?.stop();
  }
}

/** Next's development server sees changes by itself. The watcher ends with this process. */
function reload(supervisor: Supervisor): void {
  watchSources(join(root, "lib"), (names) => {
    for (const name of names) supervisor.restart(name);
  }).unref();
}

async function bringUp(
  environment: ProductEnvironment,
  mode: ProductMode,
  supervisor: Supervisor,
  hasSimulator: boolean,
  opening: { database?: Promise<Postgres> },
): Promise<Product> {
  await step("Database", async () => {
    opening.database = openDatabase(environment);
    const database = await opening.database;
    adoptEnvironment(environment);
    return `${environment.isEmbedded ? "embedded Postgres" : "Postgres"} at ${new URL(database.url).host}`;
  });
  const url = environment.variables.DATABASE_URL ?? "";
  await step("Migrations", async () => {
    const applied = await prepareDatabase(url);
    return applied.length === 0 ? "up to date" : `${applied.length} applied`;
  });
  if (environment.isEmbedded && (await isUnused(url))) {
    await step("Demo", async () => {
      await seedDemo(environment.demoPassword);
      return "seeded";
    });
  }
  if (mode.kind === "built") {
    await step("Build", async () => ((await buildWhenChanged(mode.distFolder)) ? "done" : "up to date"));
  }
  let product: Product | undefined;
  await step("Product", async () => {
    product = await startProduct(supervisor, environment, mode, hasSimulator);
    return hasSimulator ? "web, worker and simulator ready" : "web and worker ready";
  });
  return product as Product;
}

/** Resolves at the first signal, or when whoever started us is gone. */
function untilAsked(): Promise<undefined> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    setInterval(() => process.ppid === parent || resolve(undefined), 300).unref();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(undefined));
  });
}

async function printWelcome(
  product: Product,
  { isEmbedded, demoPassword, variables }: ProductEnvironment,
  logs: string | undefined,
): Promise<void> {
  const lines = [["Open", product.web]];
  if (isEmbedded) {
    lines.push(["Sign in", "admin@example.com or marketer@example.com"], ["Password", demoPassword]);
  } else if (await isUnused(variables.DATABASE_URL ?? "")) {
    lines.push(["Sign in", "nobody can yet: npm run db:admin -- you@example.com"]);
  }
  if (product.simulator !== undefined) lines.push(["Virtual phone", product.simulator]);
  if (logs !== undefined) lines.push(["Logs", relative(root, logs)]);
  console.log(
    `\n${lines.map(([name, value]) => `  ${name?.padEnd(13)} ${value}`).join("\n")}\n\n  Ctrl-C stops everything.\n`,
  );
}
