import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client";
import { pool } from "./pool";

/** For screens: create, read, update, delete. Sets of rows and hot paths go through SQL on the pool. */

const holder = globalThis as { tidingsPrisma?: PrismaClient };

export function prisma(): PrismaClient {
  holder.tidingsPrisma ??= new PrismaClient({ adapter: new PrismaPg(pool()) });
  return holder.tidingsPrisma;
}

export type { Prisma } from "./generated/client";
