import { expect, test } from "vitest";
import { hashPassword } from "@/lib/auth/password";
import { signIn } from "@/lib/auth/sign-in";
import { createUser } from "@/lib/team/commands";
import { newUserSchema } from "@/lib/team/schema";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();
const typed = { email: "  Ann.Lee@Example.com ", name: " Ann Lee ", role: "admin", password: "zebra-lamp-canoe" };

test("a new user is kept in one spelling and can sign in", async () => {
  const id = await createUser(newUserSchema.parse(typed), hashPassword);
  const { rows } = await database.query(`SELECT email, name, role, password_hash FROM "user" WHERE id = $1`, [id]);
  expect(rows[0]).toMatchObject({ email: "ann.lee@example.com", name: "Ann Lee", role: "admin" });
  expect(rows[0]?.password_hash).not.toContain(typed.password);
  const visitor = { network: "test", userAgent: "", previousToken: null };
  expect(await signIn({ email: "ann.lee@example.com", password: typed.password }, visitor, new Date())).toBeTruthy();
});

test("an address that is taken is a conflict beside its field", async () => {
  const user = newUserSchema.parse({ ...typed, email: "bo@example.com" });
  await createUser(user, hashPassword);
  await expect(createUser(user, hashPassword)).rejects.toMatchObject({
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
