import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { doorOf } from "@/lib/auth/doors";
import { may, type Permission, type Role, roles } from "@/lib/auth/permissions";
import { openSession, revokeSessionsOf } from "@/lib/auth/sessions";
import { prisma } from "@/lib/db/prisma";
import type { Result } from "@/lib/result";
import { createTestDatabase } from "../../support/database.ts";
import { browser, carry, fromThisOrigin } from "../auth/next-request.ts";
import { makeUser } from "../auth/people.ts";

vi.mock("next/headers", async () => (await import("../auth/next-request.ts")).nextHeaders);
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));

/** Every server action and every route, tried by strangers, from elsewhere, and in every role. */

const database = await createTestDatabase();
const root = fileURLToPath(new URL("../../..", import.meta.url));
type Act = (input?: unknown) => Promise<Result<unknown>>;
type Handle = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

const actions = await doorsIn<Act>(
  globSync("app/**/actions.ts", { cwd: root }).filter((file) =>
    /^["']use server/.test(readFileSync(`${root}/${file}`, "utf8")),
  ),
);
const routes = await doorsIn<Handle>(globSync("app/**/route.ts", { cwd: root }));

async function doorsIn<Door>(files: string[]) {
  const found = files.map(async (file) => {
    const module: Record<string, unknown> = await import(`${root}/${file}`);
    return Object.entries(module).flatMap(([name, run]) => {
      const door = doorOf(run);
      return door && door.permission !== "public"
        ? [{ name: `${file.replace(/^app\//, "")} ${name}`, permission: door.permission, run: run as Door }]
        : [];
    });
  });
  return (await Promise.all(found)).flat();
}

const ids: Partial<Record<Role, number>> = {};
const tokens: Partial<Record<Role, string>> = {};

beforeAll(async () => {
  for (const role of roles) {
    const { id } = await makeUser(role);
    ids[role] = id;
    tokens[role] = await openSession(id, "", new Date());
  }
});

afterEach(() => browser.cookies.clear());

/** What no schema takes; whoever gets as far as the schema has passed the door. */
const nonsense = Object.defineProperty({}, "id", { get: () => "nonsense", enumerable: true });

async function codeOf(act: Act): Promise<string> {
  const result = await act(nonsense);
  return result.ok ? "passed" : result.error.code;
}

async function asRole(role: Role): Promise<void> {
  fromThisOrigin();
  await carry(tokens[role] ?? "");
}

const expected = (role: Role, permission: Permission) => (may(role, permission) ? "passed" : "forbidden");
const passed = (code: string) => (["passed", "invalid", "not_found", "conflict"].includes(code) ? "passed" : code);

test("there are actions and routes to try", () => {
  expect(actions.length).toBeGreaterThan(25);
  expect(routes.length).toBeGreaterThanOrEqual(3);
});

describe.each(actions)("$name ($permission)", ({ permission, run }) => {
  test("without a session, and from elsewhere", async () => {
    fromThisOrigin();
    expect(await codeOf(run)).toBe("unauthenticated");
    await asRole("admin");
    const { host } = new URL(process.env.BASE_URL ?? "");
    for (const headers of [
      {},
      { origin: "null" },
      { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    ]) {
      browser.headers = new Headers({ host, ...headers });
      expect({ headers, code: await codeOf(run) }).toEqual({ headers, code: "forbidden" });
    }
  });

  test.each(roles)("as %s", async (role) => {
    await asRole(role);
    expect(passed(await codeOf(run))).toBe(expected(role, permission));
  });
});

describe.each(routes)("$name ($permission)", ({ name, permission, run }) => {
  const method = name.split(" ").at(-1) ?? "GET";
  const call = async (headers: Record<string, string> = { origin: process.env.BASE_URL ?? "" }) => {
    const body = method === "POST" ? { body: "nonsense" } : {};
    const request = new Request(`${process.env.BASE_URL}/api`, { method, headers, ...body });
    const response = await run(request, { params: Promise.resolve({ id: "2000000000" }) });
    expect(response.headers.get("cache-control")).toContain("no-store");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    return response.status;
  };

  test("without a session, and from elsewhere", async () => {
    expect(await call()).toBe(401);
    if (method === "GET") return;
    await asRole("admin");
    expect(await call({})).toBe(403);
    expect(await call({ origin: "https://evil.example" })).toBe(403);
  });

  test.each(roles)("as %s", async (role) => {
    await asRole(role);
    const status = await call();
    if (may(role, permission)) expect([200, 201, 400, 404]).toContain(status);
    else expect(status).toBe(403);
  });
});

describe("a session that is no longer what it was", () => {
  const door = actions.find(({ permission }) => permission === "campaign.send");
  const send = () => codeOf(door?.run ?? (async () => ({ ok: true, data: null })));

  test("a marketer made viewer cannot send with the session of before", async () => {
    const { id } = await makeUser("marketer");
    fromThisOrigin();
    await carry(await openSession(id, "", new Date()));
    expect(passed(await send())).toBe("passed");
    await database.query(`UPDATE "user" SET role = 'viewer' WHERE id = $1`, [id]);
    expect(await send()).toBe("forbidden");
  });

  test("a disabled user, and one whose sessions were ended, are strangers at once", async () => {
    for (const end of [
      (id: number) => database.query(`UPDATE "user" SET disabled_at = now() WHERE id = $1`, [id]),
      (id: number) => revokeSessionsOf(id, new Date(), prisma()),
    ]) {
      const { id } = await makeUser("marketer");
      fromThisOrigin();
      await carry(await openSession(id, "", new Date()));
      expect(passed(await send())).toBe("passed");
      await end(id);
      expect(await send()).toBe("unauthenticated");
    }
  });
});
