import { spawn } from "node:child_process";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { Client } from "pg";
import { expect, test } from "vitest";
import { runConsole } from "../../../scripts/database/console.ts";
import { root } from "../../../scripts/run/environment.ts";
import { createTestDatabase } from "../../support/database.ts";
import { testEnvironment } from "../../support/environment.ts";

/** `npm run db:reset` and `npm run db:console` as a person runs them, on a database of their own. */

const database = await createTestDatabase();

type Ran = { code: number | null; said: string };

function run(command: string, args: string[], variables: Record<string, string> = {}, input = ""): Promise<Ran> {
  const env = { ...process.env, ...testEnvironment, DATABASE_URL: database.url, ...variables };
  const script = `${root}scripts/${command}.ts`;
  const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", script, ...args], {
    cwd: root,
    env: { ...env, NODE_ENV: "production" },
  });
  child.stdin.end(input);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
}

async function ask(sql: string) {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

async function ownConsole(input: string): Promise<Ran> {
  const [from, to] = [new PassThrough(), new PassThrough()];
  from.end(input);
  const code = await runConsole(database.url, from, to);
  to.end();
  return { code, said: await text(to) };
}

test("a database of one's own is dropped only when that is said, and never one that texts real people", async () => {
  await ask("INSERT INTO tag (name) VALUES ('kept')");
  expect(await run("reset", [])).toMatchObject({ code: 1, said: expect.stringContaining("is not the embedded") });
  expect(await run("reset", ["--force"])).toMatchObject({ code: 1, said: expect.stringContaining("only --yes") });
  const real = { SINCH_SERVICE_PLAN_ID: "plan", SINCH_API_TOKEN: "token", SINCH_WEBHOOK_KEY: "k".repeat(16) };
  const refused = await run("reset", ["--yes"], { ...real, SINCH_NUMBER: "+12015550123" });
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining("texts real people") });
  expect(await ask("SELECT name FROM tag")).toEqual([{ name: "kept" }]);
});

test("a database that anything is connected to is left alone; afterwards it is made anew and migrated", async () => {
  const product = new Client({ connectionString: database.url });
  await product.connect();
  expect(await run("reset", ["--yes"])).toMatchObject({ code: 1, said: expect.stringContaining("is in use") });
  await product.end();
  expect(await ask("SELECT name FROM tag")).toEqual([{ name: "kept" }]);
  const done = await run("reset", ["--yes"]);
  expect(done).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Made anew: the database test_\w+ at .*\d+ migra/),
  });
  expect(done.said).not.toContain(new URL(database.url).password);
  expect(await ask("SELECT name FROM tag")).toEqual([]);
  expect(await ask('SELECT id FROM "user"')).toEqual([]);
});

test("the console runs what it is given on the configured database, psql or not", async () => {
  const { code, said } = await run(
    "console",
    [],
    {},
    "INSERT INTO tag (name) VALUES ('vip');\nSELECT name FROM tag;\n",
  );
  expect([code, said]).toEqual([0, expect.stringContaining("vip")]);
  const own = await run("console", [], { PATH: "/nowhere" }, "SELECT 40 + 2 AS answer;\n");
  expect([own.code, own.said]).toEqual([0, " answer\n--------\n 42\n(1 row)\n"]);
});

test("the console of our own: statements over several lines, tables, columns, and errors that end nothing", async () => {
  const tables = await ownConsole("\\d\n");
  expect(tables.said).toMatch(/^ public +\| subscriber +\| table/m);
  expect(tables.said).toMatch(/^ public +\| webhook_event +\| partitioned table/m);
  expect(tables.said).not.toContain("pg_class");
  const columns = await ownConsole('\\d "user"\n');
  expect(columns.said).toMatch(/^ email +\| \w+ +\| true/m);
  const several = await ownConsole(
    "SELECT 1 AS one,\n  NULL AS none;\nSELECT 2 AS two; SELECT 3 AS three;\n\\q\nSELECT 4;",
  );
  expect(several).toEqual({
    code: 0,
    said: " one | none\n-----+------\n 1   |\n(1 row)\n two\n-----\n 2\n(1 row)\n three\n-------\n 3\n(1 row)\n",
  });
  const wrong = await ownConsole("SELEC 1;\n\\x\nUPDATE tag SET name = name WHERE false");
  expect(wrong).toEqual({
    code: 1,
    said: expect.stringMatching(/^ERROR: syntax error .*\nERROR: There is no command \\x, .*\nUPDATE 0\n$/),
  });
});
