import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import { Client } from "pg";
import { Failure } from "../failure.ts";
import { withDatabaseEngine } from "./schema-engine.ts";

/**
 * Brings a database up to `prisma/migrations`, exactly once each and in order, like `prisma migrate deploy`.
 * Two starts at the same time wait for each other. A migration is one transaction: when it fails nothing of it stays, the
 * error names it, and after mending the file the next run simply tries again. Safe to call at every start.
 */
export async function applyMigrations(url: string, migrationsFolder: string): Promise<string[]> {
  const migrations = await readMigrations(migrationsFolder);
  if (migrations.migrationDirectories.length === 0) return [];
  const database = new Client({ connectionString: url, application_name: "tidings-migrate-lock" });
  await database.connect();
  try {
    await database.query("SELECT pg_advisory_lock($1)", [lockKey]);
    return await applyLocked(url, database, migrations);
  } finally {
    await database.end();
  }
}

export class MigrationError extends Failure {}

/** Any number, as long as nobody else takes it: "tidings" on a telephone keypad. */
const lockKey = 8_434_647;

async function applyLocked(url: string, database: Client, migrationsList: MigrationList): Promise<string[]> {
  const filters = { externalTables: [], externalEnums: [] };
  let reason: string | undefined;
  const apply = async (engine: SchemaEngine) => {
    for (const migrationName of await failedMigrations(database)) {
      // Nothing of it was kept (see above), so it may be tried again.
      await engine.markMigrationRolledBack({ migrationName });
    }
    return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
  };
  try {
    return await withDatabaseEngine(url, apply, (text) => {
      reason = text;
    });
  } catch (error) {
    throw new MigrationError(await explain(reason ?? String(error), database), { cause: error });
  }
}

async function failedMigrations(database: Client): Promise<string[]> {
  const table = await database.query("SELECT to_regclass('_prisma_migrations') AS name");
  if (table.rows[0]?.name === null) return [];
  const { rows } = await database.query<{ migration_name: string }>(
    "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL",
  );
  return rows.map((row) => row.migration_name);
}

async function explain(reason: string, database: Client): Promise<string> {
  const [failed] = await failedMigrations(database).catch(() => []);
  if (failed === undefined) return `Migrations could not be applied: ${reason}`;
  return `Migration ${failed} failed and was undone: ${reason}. Mend its migration.sql and run the same command again.`;
}

async function readMigrations(folder: string): Promise<MigrationList> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = names.sort().map(async (name) => {
    const value = await readFile(join(folder, name, "migration.sql"), "utf8");
    return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value } } };
  });
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(migrationDirectories),
  };
}
