import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { doorOf } from "@/lib/auth/doors";
import { createTestDatabase } from "../../support/database.ts";

vi.mock("next/headers", async () => (await import("./next-request.ts")).nextHeaders);

await createTestDatabase();

/** Every way into the product from outside must be made by action(), route() or their public sisters. */
const root = fileURLToPath(new URL("../../..", import.meta.url));
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Sinch signs what it sends; these doors verify that instead of a session. */
const signedByTheCaller = /^app\/api\/webhooks\//;

/** Whatever is open to strangers is written down here a second time. */
const open = [
  "app/(dashboard)/actions.ts signOutAction",
  "app/api/auth/[...nextauth]/route.ts GET",
  "app/api/auth/[...nextauth]/route.ts POST",
  "app/healthz/route.ts GET",
  "app/metrics/route.ts GET",
  "app/readyz/route.ts GET",
];

const routes = globSync("app/**/route.ts", { cwd: root }).filter((file) => !signedByTheCaller.test(file));
const actions = globSync("{app,lib,components}/**/*.{ts,tsx}", { cwd: root }).filter((file) =>
  /^\s*["']use server["']/m.test(readFileSync(`${root}/${file}`, "utf8")),
);

async function doorsIn(files: string[], isDoor: (name: string) => boolean) {
  const found = files.map(async (file) => {
    const module: Record<string, unknown> = await import(`${root}/${file}`);
    const names = Object.keys(module).filter(isDoor);
    return names.map((name) => ({ name: `${file} ${name}`, door: doorOf(module[name]) }));
  });
  return (await Promise.all(found)).flat();
}

test("every route handler and every server action has a door, and strangers pass only these", async () => {
  const doors = [...(await doorsIn(routes, (name) => methods.includes(name))), ...(await doorsIn(actions, () => true))];
  expect(doors.filter(({ door }) => door === null).map(({ name }) => name)).toEqual([]);
  const strangers = doors.filter(({ door }) => door?.permission === "public").map(({ name }) => name);
  expect(strangers.toSorted()).toEqual(open);
});

test("server actions are whole files, so that this test sees all of them", () => {
  for (const file of actions) {
    expect(readFileSync(`${root}/${file}`, "utf8"), file).toMatch(/^["']use server["'];/);
  }
});
