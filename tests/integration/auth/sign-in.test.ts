import { hash } from "@node-rs/argon2";
import { beforeEach, expect, test } from "vitest";
import { hashPassword } from "@/lib/auth/password";
import { findSession } from "@/lib/auth/sessions";
import { signIn, type Visitor } from "@/lib/auth/sign-in";
import { endSession } from "@/lib/auth/sign-out";
import { listEventsOf } from "@/lib/events/read";
import { createTestDatabase } from "../../support/database.ts";
import { goodPassword, makeUser } from "./people.ts";

const database = await createTestDatabase();
const now = new Date("2026-11-21T08:00:00Z");
const wrong = { code: "unauthenticated", message: "E-mail or password is not right." };

let visitor: Visitor;
let email: string;
let id: number;
beforeEach(async () => {
  await database.query("TRUNCATE sign_in_attempt");
  ({ email, id } = await makeUser());
  visitor = { network: "203.0.113.0/24", userAgent: "Firefox", previousToken: null };
});

test("the right pair opens a session and clears the count", async () => {
  await expect(signIn({ email, password: "wrong-wrong-wrong" }, visitor, now)).rejects.toMatchObject(wrong);
  const token = await signIn({ email, password: goodPassword }, visitor, now);
  expect(await findSession(token, now)).toMatchObject({ email });
  const { rows } = await database.query("SELECT sum(attempts)::int AS attempts FROM sign_in_attempt");
  expect(rows[0]?.attempts).toBe(1);
});

test("signing in and out are events of the person, once each; a failure is none", async () => {
  await expect(signIn({ email, password: "wrong-wrong-wrong" }, visitor, now)).rejects.toMatchObject(wrong);
  const token = await signIn({ email, password: goodPassword }, visitor, now);
  await endSession(token, now);
  await endSession(token, now);
  expect(await findSession(token, now)).toBeNull();
  const told = (await listEventsOf("user", id)).map(({ kind, actor }) => ({ kind, actor }));
  const actor = { kind: "person", id, name: "Mo Example" };
  expect(told.slice(0, 2)).toEqual([
    { kind: "signed_out", actor },
    { kind: "signed_in", actor },
  ]);
  expect(told).toHaveLength(3);
});

test("an unknown address, a wrong password and a disabled user are told the same", async () => {
  await expect(signIn({ email: "nobody@example.com", password: goodPassword }, visitor, now)).rejects.toMatchObject(
    wrong,
  );
  await expect(signIn({ email, password: `${goodPassword}!` }, visitor, now)).rejects.toMatchObject(wrong);
  await database.query(`UPDATE "user" SET disabled_at = now() WHERE id = $1`, [id]);
  await expect(signIn({ email, password: goodPassword }, visitor, now)).rejects.toMatchObject(wrong);
});

test("after five failures even the right password has to wait, for a time that is told", async () => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await expect(signIn({ email, password: "wrong-wrong-wrong" }, visitor, now)).rejects.toMatchObject(wrong);
  }
  await expect(signIn({ email, password: goodPassword }, visitor, now)).rejects.toMatchObject({
    code: "rate_limited",
    retryAfterSeconds: 60,
    message: "Too many attempts. Try again in 60 seconds.",
  });
  const later = new Date(now.getTime() + 60_000);
  expect(await signIn({ email, password: goodPassword }, visitor, later)).toEqual(expect.any(String));
});

test("a new session ends the one this browser had before, and no other", async () => {
  const elsewhere = await signIn({ email, password: goodPassword }, visitor, now);
  const before = await signIn({ email, password: goodPassword }, visitor, now);
  const after = await signIn({ email, password: goodPassword }, { ...visitor, previousToken: before }, now);
  expect(await findSession(before, now)).toBeNull();
  expect(await findSession(after, now)).not.toBeNull();
  expect(await findSession(elsewhere, now)).not.toBeNull();
});

test("a hash with yesterday's parameters is renewed on the way in", async () => {
  const old = await hash(goodPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  await database.query(`UPDATE "user" SET password_hash = $2 WHERE id = $1`, [id, old]);
  await signIn({ email, password: goodPassword }, visitor, now);
  const { rows } = await database.query(`SELECT password_hash FROM "user" WHERE id = $1`, [id]);
  expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
  expect(await signIn({ email, password: goodPassword }, visitor, now)).toEqual(expect.any(String));
});

test("when too many hash at once, the way in says so and takes no attempt", async () => {
  await attemptsLeft();
  // Two at work and twenty in the queue: it is full.
  const storm = Array.from({ length: 22 }, () => hashPassword("zebra-lamp-canoe"));
  await expect(signIn({ email, password: goodPassword }, visitor, now)).rejects.toMatchObject({ code: "unavailable" });
  expect(await attemptsLeft()).toBe(0);
  await Promise.all(storm);
  expect(await signIn({ email, password: goodPassword }, visitor, now)).toEqual(expect.any(String));
});

async function attemptsLeft() {
  const { rows } = await database.query("SELECT coalesce(sum(attempts), 0)::int AS attempts FROM sign_in_attempt");
  return rows[0]?.attempts;
}
