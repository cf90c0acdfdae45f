import { beforeAll, expect, test } from "vitest";
import { closePool, pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createTestDatabase } from "../../support/database.ts";

/** Most servers keep the zone of the machine on which they were set up. */

const database = await createTestDatabase();
const at = new Date("2026-11-01T10:00:00.500Z");

beforeAll(async () => {
  await database.query(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET timezone = 'Asia/Tokyo'`);
  await closePool();
});

test("an instant is the same for Prisma, for its own SQL and for the pool", async () => {
  const person = { phone: "+12015550001", consentedAt: at };
  const { id } = await prisma().subscriber.create({ data: person, select: { id: true } });
  await prisma().$executeRawUnsafe("UPDATE subscriber SET created_at = $1 WHERE consented_at = $1", at);
  const expected = { consentedAt: at, createdAt: at };
  expect(await prisma().subscriber.findUnique({ where: { id } })).toMatchObject(expected);
  const { rows } = await pool().query(
    `SELECT consented_at AS "consentedAt", created_at AS "createdAt" FROM subscriber WHERE id = $1`,
    [id],
  );
  expect(rows).toEqual([expected]);
});
