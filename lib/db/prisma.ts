import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client";
import { cutSafely, pool } from "./pool";

/** For screens: create, read, update, delete. Sets of rows and hot paths go through SQL on the pool. */

const holder = globalThis as { tidingsPrisma?: PrismaClient };

/** As long as the pool waits for a connection, and a statement for its end. */
const transactionOptions = { maxWait: cutSafely.connectionTimeoutMillis, timeout: cutSafely.query_timeout };

export function prisma(): PrismaClient {
  holder.tidingsPrisma ??= new PrismaClient({ adapter: new PrismaPg(pool()), transactionOptions });
  return holder.tidingsPrisma;
}

export type { Prisma } from "./generated/client";
