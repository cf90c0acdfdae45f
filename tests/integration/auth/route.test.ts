import { beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { doorOf } from "@/lib/auth/doors";
import type { Role } from "@/lib/auth/permissions";
import { publicRoute, route } from "@/lib/auth/route";
import { openSession } from "@/lib/auth/sessions";
import { AppError } from "@/lib/errors";
import { createTestDatabase } from "../../support/database.ts";
import { browser, carry, fromThisOrigin } from "./next-request.ts";
import { makeUser } from "./people.ts";

vi.mock("next/headers", async () => (await import("./next-request.ts")).nextHeaders);

await createTestDatabase();
const address = "http://127.0.0.1:3000/api/campaigns/7";
const params = z.object({ id: z.coerce.number().int().positive() });

const handler = route({ permission: "campaign.control", params }, async (viewer, _request, { id }) =>
  Response.json({ id, by: viewer.role }),
);
const call = (init: RequestInit = {}, id = "7") =>
  handler(new Request(address, init), { params: Promise.resolve({ id }) });

async function signInAs(role: Role): Promise<void> {
  await carry(await openSession((await makeUser(role)).id, "", new Date()));
}

beforeEach(() => {
  browser.cookies.clear();
  fromThisOrigin();
});

test("a viewer with the permission gets the answer, never to be cached or framed", async () => {
  await signInAs("marketer");
  const response = await call();
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ id: 7, by: "marketer" });
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});

test("no session is 401, too little a role is 403, both as JSON", async () => {
  const stranger = await call();
  expect(stranger.status).toBe(401);
  expect(await stranger.json()).toMatchObject({ error: { code: "unauthenticated" } });
  await signInAs("editor");
  const editor = await call();
  expect(editor.status).toBe(403);
  expect(await editor.json()).toMatchObject({ error: { code: "forbidden" } });
});

test.each(["POST", "PUT", "PATCH", "DELETE"])("%s needs the same origin, GET does not", async (method) => {
  await signInAs("admin");
  expect((await call({ method })).status).toBe(403);
  expect((await call({ method, headers: { origin: "https://evil.example" } })).status).toBe(403);
  expect((await call({ method, headers: { origin: "http://127.0.0.1:3000" } })).status).toBe(200);
  expect((await call({ method: "GET" })).status).toBe(200);
});

test("an address that does not fit does not exist, whoever asks", async () => {
  expect((await call({}, "x")).status).toBe(401);
  await signInAs("admin");
  expect((await call({}, "x")).status).toBe(404);
});

test.each([
  [new AppError("invalid"), 400, null],
  [new AppError("conflict"), 409, null],
  [new AppError("rate_limited", undefined, { retryAfterSeconds: 42 }), 429, "42"],
  [Object.assign(new Error("away"), { code: "57P01" }), 503, null],
  [new Error("unexpected"), 500, null],
])("%s is told by its status", async (error, status, retryAfter) => {
  const failing = publicRoute(async () => {
    throw error;
  });
  const response = await failing(new Request(address), { params: Promise.resolve({}) });
  expect(response.status).toBe(status);
  expect(response.headers.get("retry-after")).toBe(retryAfter);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});

test("every route says what it asks for", () => {
  expect(doorOf(handler)).toEqual({ kind: "route", permission: "campaign.control" });
  expect(doorOf(publicRoute(async () => new Response()))).toEqual({ kind: "route", permission: "public" });
});
