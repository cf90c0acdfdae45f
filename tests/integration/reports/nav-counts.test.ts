import { expect, test } from "vitest";
import type { Viewer } from "@/lib/auth/viewer";
import { prisma } from "@/lib/db/prisma";
import { getNavCounts } from "@/lib/reports/nav-counts";
import { createTestDatabase } from "../../support/database.ts";

await createTestDatabase();
const viewer = { userId: 1, name: "", email: "", role: "viewer", sessionId: 1 } as Viewer;

test("nothing yet is zero, and what comes and goes is followed", async () => {
  expect(await getNavCounts(viewer)).toEqual({ campaigns: 0, subscribers: 0, suppressions: 0 });
  await prisma().subscriber.createMany({ data: [{ phone: "+12025550101" }, { phone: "+12025550102" }] });
  await prisma().suppression.create({ data: { phone: "+12025550103", source: "admin" } });
  await prisma().subscriber.delete({ where: { phone: "+12025550101" } });
  expect(await getNavCounts(viewer)).toEqual({ campaigns: 0, subscribers: 1, suppressions: 1 });
});
