import "server-only";
import pg from "pg";
import { env } from "../env";

/** One pool per process. Hot paths speak SQL on it; Prisma (prisma.ts) shares the same connections. */

// Counts and ids stay below 2^53: plain numbers everywhere beat bigint in half of the code.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A pool or a transaction: what a query needs. */
export type Sql = Pick<pg.PoolClient, "query">;

/** Far above what any statement of ours takes: a runaway one must not hold up everybody. */
const statementMs = 30_000;

/**
 * A network that is cut without a word ends no connection: an answer would be waited for as long as TCP tries, a quarter of an
 * hour. The server ends its own statements first, so an answer that is later than this one does not come any more.
 */
export const cutSafely = {
  connectionTimeoutMillis: 5_000,
  query_timeout: statementMs + 5_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};

const holder = globalThis as { tidingsPool?: pg.Pool };

export function pool(): pg.Pool {
  holder.tidingsPool ??= new pg.Pool({
    connectionString: env().DATABASE_URL,
    ...cutSafely,
    max: 16,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementMs,
    // On the other side of the cut: a transaction of which nothing more is heard must not keep its locks.
    idle_in_transaction_session_timeout: 15_000,
    application_name: "tidings",
    // Prisma writes and reads instants without their zone, and takes each for UTC; a server may think in another one.
    onConnect: (client) => client.query("SET TIME ZONE 'UTC'"),
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
