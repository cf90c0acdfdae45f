import { expect, test } from "vitest";
import { closePool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createTestDatabase } from "../../support/database.ts";

await createTestDatabase();

test("after the pool was closed, the client goes on with the next one, transactions included", async () => {
  expect(await prisma().tag.count()).toBe(0);
  await closePool();
  await prisma().$transaction((tx) => tx.tag.create({ data: { name: "vip" } }));
  expect(await prisma().tag.count()).toBe(1);
});
