import { Client, escapeIdentifier } from "pg";
import { Failure } from "../failure.ts";

/** Drops a database with all that is in it, and makes an empty one of the same name. Refuses while anybody is connected to it. */
export async function remake(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const server = new Client({ connectionString: new URL("/postgres", url).href });
  server.on("error", () => undefined);
  await server.connect();
  try {
    const { rows } = await server.query<{ many: number }>(
      "SELECT count(*)::int AS many FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'",
      [name],
    );
    if (rows[0]?.many !== 0) throw inUse(url);
    // Without FORCE: a product that starts at this very moment keeps its database.
    await server.query(`DROP DATABASE ${escapeIdentifier(name)}`).catch((error: { code?: string }) => {
      throw error.code === objectInUse ? inUse(url) : error;
    });
    await server.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
  } finally {
    await server.end();
  }
}

const objectInUse = "55006";

function inUse(url: string): Failure {
  return new Failure(
    `Refused: ${databaseOf(url)} is in use. Stop the product and everything else that is connected to it.`,
  );
}

/** Host and name; never the whole address, which carries the password. */
export function databaseOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `the database ${pathname.slice(1)} at ${host}`;
}
