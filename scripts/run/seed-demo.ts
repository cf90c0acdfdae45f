import { closePool } from "../../lib/db/pool.ts";

/** `prisma/seed.ts` decides what the demo consists of. Runs in this process: the environment must have been adopted. */
export async function seedDemo(password: string): Promise<void> {
  const { seed } = (await import("../../prisma/seed.ts")) as { seed(options: { password: string }): Promise<void> };
  try {
    await seed({ password });
  } finally {
    await closePool();
  }
}
