import "server-only";
import pg from "pg";
import { env } from "../env";

/** One pool per process. Hot paths speak SQL on it; Prisma (prisma.ts) shares the same connections. */

// Counts and ids stay below 2^53: plain numbers everywhere beat bigint in half of the code.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A pool or a transaction: what a query needs. */
export type Sql = Pick<pg.PoolClient, "query">;

const holder = globalThis as { tidingsPool?: pg.Pool };

export function pool(): pg.Pool {
  holder.tidingsPool ??= new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: 16,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    // Far above what any statement of ours takes: a runaway one must not hold up everybody.
    statement_timeout: 30_000,
    application_name: "tidings",
  }).on("error", () => {
    // An idle connection was cut. The pool has dropped it; the next query opens another one.
  });
  return holder.tidingsPool;
}

export async function closePool(): Promise<void> {
  const open = holder.tidingsPool;
  delete holder.tidingsPool;
  await open?.end();
}
