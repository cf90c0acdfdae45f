import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import type { Pool } from "pg";
import { PrismaClient } from "./generated/client";
import { cutSafely, pool } from "./pool";

/** For screens: create, read, update, delete. Sets of rows and hot paths go through SQL on the pool. */

const holder = globalThis as { tidingsPrisma?: { on: Pool; client: PrismaClient } };

/** As long as the pool waits for a connection, and a statement for its end. */
const transactionOptions = { maxWait: cutSafely.connectionTimeoutMillis, timeout: cutSafely.query_timeout };

/** One for each pool: after `closePool` the next call opens both anew. */
export function prisma(): PrismaClient {
  const on = pool();
  if (holder.tidingsPrisma?.on !== on) {
    holder.tidingsPrisma = { on, client: new PrismaClient({ adapter: new PrismaPg(on), transactionOptions }) };
  }
  return holder.tidingsPrisma.client;
}

export type { Prisma } from "./generated/client";
