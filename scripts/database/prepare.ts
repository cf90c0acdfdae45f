import { Client } from "pg";
import { Failure } from "../failure.ts";
import { root } from "../run/environment.ts";
import { applyMigrations } from "./migrations.ts";
import { prismaFolder } from "./schema-files.ts";

/** Everything a database needs before the product runs on it: our tables and those of the job queue. Safe to repeat. */
export async function prepareDatabase(url: string): Promise<string[]> {
  await checkConnection(url);
  const applied = await applyMigrations(url, prismaFolder(root).migrations);
  const { installJobs } = await import("../../lib/jobs/boss.ts");
  await installJobs();
  return applied;
}

/** The demo is seeded into a database that has never had a user, and never again. */
export async function isUnused(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM "user" LIMIT 1');
    return rowCount === 0;
  } finally {
    await client.end();
  }
}

/** Fails with where it is and what it says. */
export async function checkConnection(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure(`The database at ${placeOf(url)} does not let us in: ${message || code}. Check DATABASE_URL.`);
  }
}

/** Never the whole address: it carries the password. */
function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "the given address";
}
