import { beforeEach, expect, test, vi } from "vitest";
import { openSession } from "@/lib/auth/sessions";
import { findViewer, lookForViewer, requireViewer } from "@/lib/auth/viewer";
import { closePool } from "@/lib/db/pool";
import { createTestDatabase } from "../../support/database.ts";
import { browser, carry, fromThisOrigin } from "./next-request.ts";
import { makeUser } from "./people.ts";

vi.mock("next/headers", async () => (await import("./next-request.ts")).nextHeaders);

await createTestDatabase();

beforeEach(() => {
  browser.cookies.clear();
  fromThisOrigin();
});

test("a page gets its viewer", async () => {
  const { id, email } = await makeUser("editor");
  await carry(await openSession(id, "", new Date()));
  expect(await requireViewer("campaign.write")).toMatchObject({ userId: id, email, role: "editor" });
});

test("a stranger is led to the sign-in page, and back afterwards", async () => {
  browser.headers.set("x-tidings-path", "/campaigns/7?tab=recipients");
  await expect(requireViewer("campaign.read")).rejects.toMatchObject({
    digest: expect.stringContaining(";/sign-in?next=%2Fcampaigns%2F7%3Ftab%3Drecipients;"),
  });
  expect(await findViewer()).toBeNull();
});

test("a role without the permission is told so on a page of its own", async () => {
  await carry(await openSession((await makeUser("viewer")).id, "", new Date()));
  await expect(requireViewer("import.run")).rejects.toMatchObject({ digest: expect.stringContaining(";/no-access;") });
});

test("the sign-in page knows when the database cannot be asked", async () => {
  await carry(await openSession((await makeUser("viewer")).id, "", new Date()));
  expect(await lookForViewer()).toMatchObject({ role: "viewer" });
  await closePool();
  const { DATABASE_URL } = process.env;
  process.env.DATABASE_URL = "postgres://tidings@127.0.0.1:1/tidings";
  vi.resetModules();
  const fresh = await import("@/lib/auth/viewer");
  expect(await fresh.lookForViewer()).toBe("unavailable");
  await (await import("@/lib/db/pool")).closePool();
  process.env.DATABASE_URL = DATABASE_URL;
});
