import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DiffTarget } from "@prisma/schema-engine-wasm";
import { openOfflineEngine } from "./schema-engine.ts";

/**
 * `prisma/schema/*.prisma` is the schema as it is today. `prisma/migrations/schema.snapshot` is the schema as it was when the
 * last migration was written: what a new migration is the difference to. It is committed together with the migration.
 */

const filters = { externalTables: [], externalEnums: [] };
const snapshotHeader = "// The schema as of the last migration, written by `npm run db:diff`. Not edited by hand.\n";
const nothing = "-- This is an empty migration.";

export type PrismaFolder = { schema: string; migrations: string; snapshot: string };

export function prismaFolder(root: string): PrismaFolder {
  const migrations = join(root, "prisma/migrations");
  return { schema: join(root, "prisma/schema"), migrations, snapshot: join(migrations, "schema.snapshot") };
}

/** Every schema file joined into one text, in the order of their names. */
export async function readSchema(folder: PrismaFolder): Promise<string> {
  const names = (await readdir(folder.schema)).filter((name) => name.endsWith(".prisma")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder.schema, name), "utf8")));
  return texts.map((text, index) => `// ${names[index]}\n${text.trim()}\n`).join("\n");
}

/** SQL that turns the one schema into the other; an empty text when there is no difference. */
export async function diffSql(from: string, to: string): Promise<string> {
  const engine = await openOfflineEngine();
  try {
    const result = await engine.diff({ from: target(from), to: target(to), script: true, exitCode: null, filters });
    const sql = (result.stdout ?? "").trim();
    return sql === nothing ? "" : sql;
  } finally {
    engine.free();
  }
}

/** SQL that builds today's schema in an empty database. */
export async function schemaSql(folder: PrismaFolder): Promise<string> {
  return diffSql("", await readSchema(folder));
}

/** SQL from the snapshot to today's schema; empty when no migration is missing. */
export async function pendingSql(folder: PrismaFolder): Promise<string> {
  const snapshot = await readFile(folder.snapshot, "utf8").catch(() => "");
  return diffSql(snapshot, await readSchema(folder));
}

/** Writes the migration and moves the snapshot up to today's schema. Returns the path of the SQL file. */
export async function writeMigration(folder: PrismaFolder, name: string, sql: string, now: Date): Promise<string> {
  const stamp = now.toISOString().replace(/\D/g, "").slice(0, 14);
  const directory = join(folder.migrations, `${stamp}_${name}`);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "migration.sql"), `${sql}\n`);
  await writeFile(join(folder.migrations, "migration_lock.toml"), 'provider = "postgresql"\n');
  await writeFile(folder.snapshot, `${snapshotHeader}${await readSchema(folder)}`);
  return join(directory, "migration.sql");
}

function target(content: string): DiffTarget {
  if (content === "") return { tag: "empty" };
  return { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content }] };
}
