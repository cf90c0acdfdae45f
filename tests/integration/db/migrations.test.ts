import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { applyMigrations } from "../../../scripts/database/migrations.ts";
import { pendingSql, prismaFolder, schemaSql, writeMigration } from "../../../scripts/database/schema-files.ts";
import { root } from "../../../scripts/run/environment.ts";
import { columnsOf, handWritten, isPartOf } from "../../support/catalog.ts";
import { createEmptyDatabase, createTestDatabase } from "../../support/database.ts";

const folder = prismaFolder(root);
const scratch = await mkdtemp(join(tmpdir(), "tidings-migrations-"));
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function migrationsWith(files: Record<string, string>): Promise<string> {
  const base = await mkdtemp(join(scratch, "case-"));
  for (const [name, sql] of Object.entries(files)) {
    await mkdir(join(base, name));
    await writeFile(join(base, name, "migration.sql"), sql);
  }
  return base;
}

test("no migration is missing: the snapshot beside the migrations is today's schema", async () => {
  expect(await pendingSql(folder)).toBe("");
});

test("the migrations build the tables that the schema describes", async () => {
  const migrated = await createTestDatabase();
  const described = await createEmptyDatabase();
  await described.query(await schemaSql(folder));
  const actual = await columnsOf(migrated);
  for (const entry of handWritten) {
    expect(
      [...actual.keys()].some((column) => isPartOf(column, entry)),
      `${entry} is still needed`,
    ).toBe(true);
  }
  const compared = [...actual].filter(([column]) => !handWritten.some((entry) => isPartOf(column, entry)));
  expect(Object.fromEntries(compared)).toEqual(Object.fromEntries(await columnsOf(described)));
});

test("applying twice changes nothing", async () => {
  const database = await createTestDatabase();
  const before = await columnsOf(database);
  expect(await applyMigrations(database.url, folder.migrations)).toEqual([]);
  expect(await columnsOf(database)).toEqual(before);
});

test("two starts at once apply each migration once", async () => {
  const database = await createEmptyDatabase();
  const both = [applyMigrations(database.url, folder.migrations), applyMigrations(database.url, folder.migrations)];
  const [one, other] = (await Promise.all(both)).sort((a, b) => a.length - b.length);
  expect(one).toEqual([]);
  expect(other?.length).toBeGreaterThan(0);
});

test("a broken migration names itself and its line, leaves nothing behind, and the next run recovers", async () => {
  const database = await createEmptyDatabase();
  const name = "20260101000000_tags";
  const migrations = await migrationsWith({ [name]: "CREATE TABLE tag (id int);\n\nSELECT nonsense;\n" });
  const failing = applyMigrations(database.url, migrations);
  await expect(failing).rejects.toThrow(
    `Migration ${name} failed and was undone: column "nonsense" does not exist (line 3)`,
  );
  expect([...(await columnsOf(database)).keys()]).toEqual([]);
  await writeFile(join(migrations, name, "migration.sql"), "CREATE TABLE tag (id int);");
  expect(await applyMigrations(database.url, migrations)).toEqual([name]);
  expect(await applyMigrations(database.url, migrations)).toEqual([]);
});

test("functions and triggers with semicolons in them are applied as written", async () => {
  const database = await createEmptyDatabase();
  const body = "BEGIN RETURN 'a;b'; END;";
  const sql = `CREATE FUNCTION twice() RETURNS text LANGUAGE plpgsql AS $$ ${body} $$;\nCREATE TABLE t (id int); -- a; b`;
  await applyMigrations(database.url, await migrationsWith({ "20260101000000_function": sql }));
  expect((await database.query("SELECT twice() AS value")).rows).toEqual([{ value: "a;b" }]);
});

test("a new migration is the difference between the snapshot and the schema", async () => {
  const base = await mkdtemp(join(scratch, "project-"));
  const project = prismaFolder(base);
  await mkdir(project.schema, { recursive: true });
  const main = 'datasource db {\n  provider = "postgresql"\n}\n';
  const model = (fields: string) =>
    writeFile(join(project.schema, "tag.prisma"), `model Tag {\n  id Int @id\n${fields}}\n`);
  await writeFile(join(project.schema, "main.prisma"), main);
  await model("");
  await writeMigration(project, "first", await pendingSql(project), new Date("2026-01-02T03:04:05Z"));
  expect(await pendingSql(project)).toBe("");
  await model("  name String?\n");
  const path = await writeMigration(project, "names", await pendingSql(project), new Date("2026-02-02T03:04:05Z"));
  expect(path).toContain("20260202030405_names");
  expect(await readFile(path, "utf8")).toContain('ALTER TABLE "Tag" ADD COLUMN     "name" TEXT;');
  const database = await createEmptyDatabase();
  expect(await applyMigrations(database.url, project.migrations)).toEqual([
    "20260102030405_first",
    "20260202030405_names",
  ]);
});
