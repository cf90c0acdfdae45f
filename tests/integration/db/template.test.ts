import { expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { env } from "@/lib/env";
import { createTestDatabase } from "../../support/database.ts";

const database = await createTestDatabase();

test("the product finds the database of its test file through the environment", async () => {
  expect(env().DATABASE_URL).toBe(database.url);
  const { rows } = await pool().query("SELECT current_database() AS name");
  expect(database.url).toContain(rows[0].name);
});
