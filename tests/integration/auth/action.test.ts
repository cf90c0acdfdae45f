import { redirect } from "next/navigation";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { action, publicAction } from "@/lib/auth/action";
import { doorOf } from "@/lib/auth/doors";
import { type Role, roles } from "@/lib/auth/permissions";
import { openSession } from "@/lib/auth/sessions";
import { signOut } from "@/lib/auth/sign-out";
import type { Viewer } from "@/lib/auth/viewer";
import { AppError } from "@/lib/errors";
import { createTestDatabase } from "../../support/database.ts";
import { browser, carry, fromThisOrigin } from "./next-request.ts";
import { makeUser } from "./people.ts";

vi.mock("next/headers", async () => (await import("./next-request.ts")).nextHeaders);

const database = await createTestDatabase();
const input = z.object({ name: z.string().min(1, "Give it a name."), tags: z.array(z.int("Not a tag.")).default([]) });

let calls: { viewer: Viewer; input: unknown }[];
const sendAction = action({ permission: "campaign.send", input }, async (viewer, data) => {
  calls.push({ viewer, input: data });
  return data.name;
});

async function signInAs(role: Role): Promise<number> {
  const { id } = await makeUser(role);
  await carry(await openSession(id, "", new Date()));
  return id;
}

beforeEach(() => {
  calls = [];
  browser.cookies.clear();
  fromThisOrigin();
});

describe("an action runs", () => {
  test("for a viewer with the permission, with the parsed input", async () => {
    const userId = await signInAs("marketer");
    expect(await sendAction({ name: "Spring" })).toEqual({ ok: true, data: "Spring" });
    expect(calls).toMatchObject([{ viewer: { userId, role: "marketer" }, input: { name: "Spring", tags: [] } }]);
  });

  test.each(roles)("%s: only with the permission", async (role) => {
    await signInAs(role);
    const result = await sendAction({ name: "Spring" });
    const isSender = role === "marketer" || role === "admin";
    expect(result.ok).toBe(isSender);
    expect(calls).toHaveLength(isSender ? 1 : 0);
    if (!result.ok) expect(result.error.code).toBe("forbidden");
  });
});

describe("an action stops before it runs", () => {
  test.each([
    ["without an origin", {}],
    ["from another site", { origin: "https://evil.example", host: "127.0.0.1:3000" }],
    ["from a page the browser calls cross-site", { origin: "http://127.0.0.1:3000", "sec-fetch-site": "cross-site" }],
  ])("%s", async (_case, headers) => {
    await signInAs("admin");
    browser.headers = new Headers(headers);
    expect(await sendAction({ name: "Spring" })).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(calls).toEqual([]);
  });

  test("without a session", async () => {
    expect(await sendAction({ name: "Spring" })).toMatchObject({ ok: false, error: { code: "unauthenticated" } });
  });

  test("with a cookie that was made with another secret, or is no token at all", async () => {
    const { id } = await makeUser("admin");
    await carry(await openSession(id, "", new Date()), "another-secret-0123456789-abcdefghijkl");
    expect(await sendAction({ name: "Spring" })).toMatchObject({ ok: false, error: { code: "unauthenticated" } });
    browser.cookies.set("tidings.session", "nonsense");
    expect(await sendAction({ name: "Spring" })).toMatchObject({ ok: false, error: { code: "unauthenticated" } });
  });

  test("with a cookie that outlived its session", async () => {
    const id = await signInAs("admin");
    await database.query("UPDATE session SET revoked_at = now() WHERE user_id = $1", [id]);
    expect(await sendAction({ name: "Spring" })).toMatchObject({ ok: false, error: { code: "unauthenticated" } });
  });

  test("with what does not fit, naming each field", async () => {
    await signInAs("admin");
    const wrong = { name: "", tags: [1, "x"] } as unknown as z.input<typeof input>;
    expect(await sendAction(wrong)).toEqual({
      ok: false,
      error: {
        code: "invalid",
        message: "Some of what was sent is not valid.",
        fields: { name: "Give it a name.", "tags.1": "Not a tag." },
      },
    });
    expect(await sendAction("no object" as never)).toMatchObject({ ok: false, error: { code: "invalid" } });
    expect(calls).toEqual([]);
  });
});

describe("what goes wrong inside", () => {
  beforeEach(async () => {
    await signInAs("admin");
  });
  const failing = (error: unknown) =>
    action({ permission: "tag.write", input: z.void() }, async () => {
      throw error;
    })();

  test("an expected failure arrives with its words, fields and wait", async () => {
    const error = new AppError("conflict", "This name is taken.", { fields: { name: "Taken." }, retryAfterSeconds: 3 });
    expect(await failing(error)).toEqual({
      ok: false,
      error: { code: "conflict", message: "This name is taken.", fields: { name: "Taken." }, retryAfterSeconds: 3 },
    });
  });

  test("a database that is away is not the user's fault", async () => {
    const away = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    expect(await failing(away)).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });

  test("an unexpected error shows an id and nothing of its own words", async () => {
    const result = await failing(new Error("secret +12025550123"));
    expect(result).toMatchObject({
      ok: false,
      error: { code: "unexpected", errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(JSON.stringify(result)).not.toContain("secret");
  });

  test("Next's own redirect passes through", async () => {
    const leaving = action({ permission: "tag.write", input: z.void() }, async () => redirect("/campaigns"));
    await expect(leaving()).rejects.toMatchObject({ digest: expect.stringContaining("/campaigns") });
  });
});

test("a public action needs no session, but the same origin", async () => {
  const open = publicAction({ input: z.void() }, async () => "open");
  expect(await open()).toEqual({ ok: true, data: "open" });
  browser.headers = new Headers();
  expect(await open()).toMatchObject({ ok: false, error: { code: "forbidden" } });
});

test("signing out ends the session, not only the cookie", async () => {
  await signInAs("admin");
  const copied = browser.cookies.get("tidings.session") ?? "";
  await signOut();
  expect(browser.cookies.get("tidings.session")).toBe("");
  browser.cookies.set("tidings.session", copied);
  expect(await sendAction({ name: "Spring" })).toMatchObject({ ok: false, error: { code: "unauthenticated" } });
});

test("every action says what it asks for", () => {
  expect(doorOf(sendAction)).toEqual({ kind: "action", permission: "campaign.send" });
  expect(doorOf(async () => undefined)).toBeNull();
});
