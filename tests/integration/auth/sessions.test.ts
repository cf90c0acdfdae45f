import { beforeEach, describe, expect, test } from "vitest";
import { findSession, forgetEndedSessions, openSession, revokeSession, revokeSessionsOf } from "@/lib/auth/sessions";
import { prisma } from "@/lib/db/prisma";
import { createTestDatabase } from "../../support/database.ts";
import { makeUser } from "./people.ts";

const database = await createTestDatabase();
const start = new Date("2026-11-21T08:00:00Z");
const hours = (count: number) => new Date(start.getTime() + count * 3_600_000);

let user: { id: number; email: string };
let token: string;
beforeEach(async () => {
  user = await makeUser("editor");
  token = await openSession(user.id, "Firefox", start);
});

test("a session says who is asking", async () => {
  const session = await findSession(token, start);
  expect(session).toEqual({
    sessionId: expect.any(Number),
    userId: user.id,
    name: "Mo Example",
    email: user.email,
    role: "editor",
  });
});

test("the token has 256 bits and is nowhere in the database", async () => {
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  const { rows } = await database.query("SELECT s::text AS row, token_hash FROM session s WHERE user_id = $1", [
    user.id,
  ]);
  expect(rows[0]?.token_hash).toHaveLength(32);
  expect(rows[0]?.row).not.toContain(token);
  expect(rows[0]?.row).not.toContain(Buffer.from(token, "base64url").toString("hex"));
});

test("a token of somebody's invention opens nothing", async () => {
  expect(await findSession("", start)).toBeNull();
  expect(await findSession("A".repeat(43), start)).toBeNull();
});

describe("it ends", () => {
  test("after 12 hours without use, and not before", async () => {
    expect(await findSession(token, hours(11.99))).not.toBeNull();
    expect(await findSession(token, hours(11.99 + 11.99))).not.toBeNull();
    expect(await findSession(token, hours(11.99 + 11.99 + 12))).toBeNull();
  });

  test("after 14 days, however busy it was", async () => {
    for (let hour = 0; hour < 14 * 24; hour += 8) expect(await findSession(token, hours(hour))).not.toBeNull();
    expect(await findSession(token, hours(14 * 24))).toBeNull();
  });

  test("with sign-out, which may be repeated", async () => {
    await revokeSession(token, start);
    await revokeSession(token, start);
    expect(await findSession(token, start)).toBeNull();
  });

  test("at once when the user is disabled", async () => {
    await database.query(`UPDATE "user" SET disabled_at = now() WHERE id = $1`, [user.id]);
    expect(await findSession(token, start)).toBeNull();
  });

  test("when all sessions of the user are revoked, and nobody else's", async () => {
    const other = await openSession((await makeUser()).id, "", start);
    const second = await openSession(user.id, "Safari", start);
    expect(await prisma().$transaction((tx) => revokeSessionsOf(user.id, start, tx))).toBe(2);
    expect(await findSession(token, start)).toBeNull();
    expect(await findSession(second, start)).toBeNull();
    expect(await findSession(other, start)).not.toBeNull();
  });
});

test("a new role counts at the next request, and one of another version opens nothing", async () => {
  await database.query(`UPDATE "user" SET role = 'viewer' WHERE id = $1`, [user.id]);
  expect(await findSession(token, start)).toMatchObject({ role: "viewer" });
  await database.query(`UPDATE "user" SET role = 'owner' WHERE id = $1`, [user.id]);
  expect(await findSession(token, start)).toBeNull();
});

test("being seen is written once a minute at most", async () => {
  const seenAt = async () => {
    const { rows } = await database.query<{ at: Date }>("SELECT last_seen_at AS at FROM session WHERE user_id = $1", [
      user.id,
    ]);
    return Number(rows[0]?.at) - start.getTime();
  };
  await findSession(token, new Date(start.getTime() + 59_000));
  expect(await seenAt()).toBe(0);
  await findSession(token, new Date(start.getTime() + 61_000));
  expect(await seenAt()).toBe(61_000);
});

test("sessions that ended long ago are forgotten, living ones stay", async () => {
  const later = hours(15 * 24);
  const living = await openSession(user.id, "", later);
  await forgetEndedSessions(user.id, hours(28 * 24 + 1));
  const { rows } = await database.query("SELECT 1 FROM session WHERE user_id = $1", [user.id]);
  expect(rows).toHaveLength(1);
  expect(await findSession(living, later)).not.toBeNull();
});
