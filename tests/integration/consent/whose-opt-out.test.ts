import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { deleteSubscriber } from "@/lib/subscribers/commands";
import { createTestDatabase } from "../../support/database.ts";
import { eventually } from "../../support/rig.ts";
import { viewerAs } from "../campaigns/fixtures.ts";

/** Each opt-out of somebody's number says whose it is: by it an audience is listed. */

const database = await createTestDatabase();
const one = new Client({ connectionString: database.url });
const other = new Client({ connectionString: database.url });
const phone = "+12012000001";

beforeAll(() => Promise.all([one.connect(), other.connect()]));
afterAll(() => Promise.all([one.end(), other.end()]));

beforeEach(async () => {
  await database.query("TRUNCATE subscriber, suppression CASCADE");
});

const comes = "INSERT INTO subscriber (phone) VALUES ($1) RETURNING id";
const optsOut = "INSERT INTO suppression (phone, source) VALUES ($1, 'keyword')";

async function add(number = phone): Promise<number> {
  const { rows } = await database.query<{ id: number }>(comes, [number]);
  return rows[0]?.id ?? 0;
}

async function ownerOf(number = phone): Promise<number | null | undefined> {
  const { rows } = await database.query("SELECT subscriber_id FROM suppression WHERE phone = $1", [number]);
  return rows[0]?.subscriber_id;
}

test("somebody opts out", async () => {
  const id = await add();
  await database.query(optsOut, [phone]);
  expect(await ownerOf()).toBe(id);
});

test("a number opts out that is nobody's, and becomes somebody's", async () => {
  await database.query(optsOut, [phone]);
  expect(await ownerOf()).toBeNull();
  const id = await add();
  expect(await ownerOf()).toBe(id);
});

test("many at once, each finds their own", async () => {
  await database.query(
    "INSERT INTO suppression (phone, source) SELECT '+1201300' || n, 'import' FROM generate_series(1000, 1099) n",
  );
  await database.query("INSERT INTO subscriber (phone) SELECT '+1201300' || n FROM generate_series(1050, 1149) n");
  await database.query(
    "INSERT INTO suppression (phone, source) SELECT '+1201300' || n, 'import' FROM generate_series(1100, 1199) n",
  );
  const { rows } = await database.query(
    `SELECT count(*) FILTER (WHERE x.subscriber_id = s.id)::int AS theirs,
            count(*) FILTER (WHERE x.subscriber_id IS NULL AND s.id IS NULL)::int AS nobodys, count(*)::int AS all
       FROM suppression x LEFT JOIN subscriber s USING (phone)`,
  );
  expect(rows).toEqual([{ theirs: 100, nobodys: 100, all: 200 }]);
});

test("somebody is deleted and comes back with the same number", async () => {
  const id = await add();
  await database.query(optsOut, [phone]);
  await deleteSubscriber(viewerAs("admin"), { id });
  const again = await add();
  expect(again).not.toBe(id);
  expect(await ownerOf()).toBe(again);
});

describe("at the same moment", () => {
  test.each([
    ["the opt-out commits first", optsOut, comes],
    ["the person commits first", comes, optsOut],
  ])("%s", async (_, first, second) => {
    await one.query("BEGIN");
    await one.query(first, [phone]);
    const waiting = other.query(second, [phone]);
    await eventually(
      () => database.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"),
      ({ rowCount }) => rowCount === 1,
    );
    await one.query("COMMIT");
    await waiting;
    const { rows } = await database.query("SELECT id FROM subscriber WHERE phone = $1", [phone]);
    expect(await ownerOf()).toBe(rows[0]?.id);
  });
});
