import { beforeEach, describe, expect, test } from "vitest";
import { findSession, openSession, revokeSessionsOf } from "@/lib/auth/sessions";
import { signIn } from "@/lib/auth/sign-in";
import { systemActor } from "@/lib/events/actor";
import { listEventsOf } from "@/lib/events/read";
import { createUser, ensureAdministrator } from "@/lib/team/commands";
import { newUserSchema } from "@/lib/team/schema";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();
const actor = systemActor("command line");
const typed = { email: "  Ann.Lee@Example.com ", name: " Ann Lee ", role: "admin", password: "zebra-lamp-canoe" };

test("a new user is kept in one spelling and can sign in", async () => {
  const id = await createUser(actor, newUserSchema.parse(typed));
  const { rows } = await database.query(`SELECT email, name, role, password_hash FROM "user" WHERE id = $1`, [id]);
  expect(rows[0]).toMatchObject({ email: "ann.lee@example.com", name: "Ann Lee", role: "admin" });
  expect(rows[0]?.password_hash).not.toContain(typed.password);
  const visitor = { network: "test", userAgent: "", previousToken: null };
  expect(await signIn({ email: "ann.lee@example.com", password: typed.password }, visitor, new Date())).toBeTruthy();
});

test("a new user is an event, and one that was refused is none", async () => {
  const user = newUserSchema.parse({ ...typed, email: "di@example.com" });
  const id = await createUser(actor, user);
  await expect(createUser(actor, user)).rejects.toThrow();
  const created = { kind: "created", data: { role: "admin" }, actor };
  expect(await listEventsOf("user", id)).toEqual([expect.objectContaining(created)]);
});

describe("a person who is locked out becomes an administrator with a new password", () => {
  const at = new Date("2026-11-21T08:00:00Z");
  const user = newUserSchema.parse({ ...typed, email: "cy@example.com", password: "another-zebra-lamp" });
  let id: number;
  let token: string;
  beforeEach(async () => {
    await database.query(`DELETE FROM "user" WHERE email = $1`, [user.email]);
    id = await createUser(actor, { ...user, role: "viewer", password: typed.password });
    await database.query(`UPDATE "user" SET disabled_at = now() WHERE id = $1`, [id]);
    token = await openSession(id, "", at);
  });

  test("their sessions end, and it is an event", async () => {
    expect(await ensureAdministrator(actor, user, (userId, tx) => revokeSessionsOf(userId, at, tx))).toBe(false);
    expect(await findSession(token, at)).toBeNull();
    const visitor = { network: "cy", userAgent: "", previousToken: null };
    const renewed = await signIn({ email: user.email, password: user.password }, visitor, at);
    expect(await findSession(renewed, at)).toMatchObject({ userId: id, role: "admin" });
    const [, made] = await listEventsOf("user", id);
    expect(made).toMatchObject({ kind: "made_administrator", data: { sessionsRevoked: 1 }, actor });
  });

  test("nothing is changed when their sessions cannot be ended", async () => {
    const failing = ensureAdministrator(actor, user, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    const { rows } = await database.query(`SELECT role, disabled_at FROM "user" WHERE id = $1`, [id]);
    expect(rows[0]).toMatchObject({ role: "viewer", disabled_at: expect.any(Date) });
    expect(await listEventsOf("user", id)).toHaveLength(1);
  });

  test("an address that nobody has is a new user", async () => {
    const unknown = { ...user, email: "new@example.com" };
    expect(await ensureAdministrator(actor, unknown, () => Promise.resolve(0))).toBe(true);
  });
});

test("an address that is taken is a conflict beside its field", async () => {
  const user = newUserSchema.parse({ ...typed, email: "bo@example.com" });
  await createUser(actor, user);
  await expect(createUser(actor, user)).rejects.toMatchObject({
    code: "conflict",
    fields: { email: "Somebody with this e-mail address exists already." },
  });
});

test.each([
  ["email", { email: "ann at example" }],
  ["name", { name: "  " }],
  ["role", { role: "owner" }],
  ["password", { password: "short" }],
  ["password", { password: "password1234" }],
])("%s must be right", (field, wrong) => {
  const parsed = newUserSchema.safeParse({ ...typed, ...wrong });
  expect(parsed.error?.issues.map(({ path }) => path.join("."))).toEqual([field]);
});
