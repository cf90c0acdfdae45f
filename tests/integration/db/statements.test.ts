import { globSync, readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { sql } from "@/lib/db/sql";
import { composed, type DeclaredStatement, statement, statements } from "@/lib/db/statement";
import { instant, int, known, nullable, text } from "@/lib/db/types";
import { createTestDatabase } from "../../support/database.ts";
import { describeStatement, readCatalog } from "../../support/describe-statement.ts";

const database = await createTestDatabase();
const client = await connect();
const catalog = await readCatalog(client);

async function connect(): Promise<pg.Client> {
  const opened = new pg.Client({ connectionString: database.url });
  await opened.connect();
  afterAll(() => opened.end());
  return opened;
}

const declaring = globSync("lib/**/*.ts")
  .filter((file) => !file.startsWith("lib/db/"))
  .filter((file) => /\b(statement|composed)\(/.test(readFileSync(file, "utf8")));
for (const file of declaring) await import(/* @vite-ignore */ `${process.cwd()}/${file}`);
const declared = [...statements];

test.each(declared.map((each) => [each.name, each] as const))("%s is what it says", async (_name, each) => {
  expect(await faultsOf(each)).toEqual([]);
});

test("no two statements have the same name", () => {
  const names = declared.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("a column that is renamed is found before anything runs", async () => {
  await client.query("ALTER TABLE batch RENAME COLUMN first_seq TO lowest_seq");
  const faults = await faultsOfAll(declared);
  await client.query("ALTER TABLE batch RENAME COLUMN lowest_seq TO first_seq");
  expect(faults.get("lock-batches")).toEqual([]);
  expect(faults.get("claim-batch")).toEqual(["column b.first_seq does not exist"]);
});

test("a statement that says what is not is told so", async () => {
  const wrong = {
    word: statement({ name: "word", row: { nme: text } }, () => sql`SELECT name FROM tag`),
    type: statement({ name: "type", row: { name: int } }, () => sql`SELECT name FROM tag`),
    taken: statement({ name: "taken", params: { id: text } }, ({ id }) => sql`DELETE FROM tag WHERE id = ${id}`),
    null: statement(
      { name: "null", row: { consentedAt: instant } },
      () => sql`SELECT consented_at AS "consentedAt" FROM subscriber`,
    ),
    notNull: statement({ name: "notNull", row: { name: nullable(text) } }, () => sql`SELECT name FROM tag`),
    needless: statement({ name: "needless", row: { name: known(text, "why") } }, () => sql`SELECT name FROM tag`),
    unsure: statement({ name: "unsure", row: { n: int } }, () => sql`SELECT max(id) AS n FROM tag`),
    joined: statement(
      { name: "joined", row: { name: text } },
      () => sql`SELECT t.name FROM subscriber_tag s LEFT JOIN tag t ON t.id = s.tag_id`,
    ),
    variant: composed(
      { name: "variant", row: { id: int }, samples: [{ column: "id" }, { column: "phone" }] },
      ({ column }) => (column === "id" ? sql`SELECT id FROM subscriber` : sql`SELECT phone AS id FROM subscriber`),
    ),
  };
  const planted = statements.slice(declared.length);
  expect(planted).toHaveLength(Object.keys(wrong).length);
  const faults = await faultsOfAll(planted);
  expect(Object.fromEntries(faults)).toMatchInlineSnapshot(`
    {
      "joined": [
        "name: Postgres does not know whether it may be null",
      ],
      "needless": [
        "name needs no reason",
      ],
      "notNull": [
        "name is never null",
      ],
      "null": [
        "consentedAt may be null",
      ],
      "taken": [
        "takes int4, says text",
      ],
      "type": [
        "name is text, said to be int4",
      ],
      "unsure": [
        "n: Postgres does not know whether it may be null",
      ],
      "variant": [
        "id is text, said to be int4",
      ],
      "word": [
        "returns name, says nothing of it",
        "says nme, does not return it",
      ],
    }
  `);
});

async function faultsOfAll(all: readonly DeclaredStatement[]): Promise<Map<string, string[]>> {
  const faults = new Map<string, string[]>();
  for (const each of all) faults.set(each.name, await faultsOf(each));
  return faults;
}

/** A reason is needed where a variant needs it. */
async function faultsOf({ row, variants }: DeclaredStatement): Promise<string[]> {
  const faults = new Set<string>();
  const certain = new Set<string>();
  const uncertain = new Set<string>();
  for (const { text: written, slots } of variants) {
    const described = await describeStatement(client, written, catalog).catch((error: Error) => error.message);
    if (typeof described === "string") {
      faults.add(described);
      continue;
    }
    const taken = slots.map(({ pg: type }) => type);
    if (`${taken}` !== `${described.parameters}`) faults.add(`takes ${described.parameters}, says ${taken}`);
    const columns = new Map(described.columns.map((column) => [column.name, column]));
    for (const name of columns.keys()) if (!(name in row)) faults.add(`returns ${name}, says nothing of it`);
    for (const [name, type] of Object.entries(row)) {
      const column = columns.get(name);
      if (column === undefined) faults.add(`says ${name}, does not return it`);
      else if (column.type !== type.pg) faults.add(`${name} is ${column.type}, said to be ${type.pg}`);
      else if (column.isNullable === true && !type.isNullable && !type.reason) faults.add(`${name} may be null`);
      else if (column.isNullable === false && type.isNullable) faults.add(`${name} is never null`);
      else if (type.reason) (column.isNullable === false ? certain : uncertain).add(name);
      else if (column.isNullable === null && !type.isNullable && !type.reason) {
        faults.add(`${name}: Postgres does not know whether it may be null`);
      }
    }
  }
  for (const name of certain) if (!uncertain.has(name)) faults.add(`${name} needs no reason`);
  return [...faults];
}
