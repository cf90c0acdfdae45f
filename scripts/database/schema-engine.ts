import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import type { DatabaseError, Pool } from "pg";

/**
 * Prisma's own schema engine in its WebAssembly build: the code behind `prisma migrate deploy` and `migrate diff`, with the
 * same `_prisma_migrations` table and no binary to download. Call `free()` on an engine when done with it.
 */

/**
 * Runs work with an engine on a real database. `onFailure` hears why Postgres refused a script, which the engine itself reports
 * only in part.
 */
export async function withDatabaseEngine<T>(
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
  onFailure: (reason: string) => void,
): Promise<T> {
  const inner = new PrismaPg({
    connectionString: url,
    max: 1,
    allowExitOnIdle: true,
    application_name: "tidings-migrate",
  });
  const opened: SqlDriverAdapter[] = [];
  const connect = async () => {
    const adapter = await inner.connect();
    opened.push(adapter);
    return wholeScripts(adapter, onFailure);
  };
  const engine = await open({ ...identity, connect, connectToShadowDb: refuse });
  try {
    return await work(engine);
  } finally {
    engine.free();
    for (const adapter of opened) await adapter.dispose();
  }
}

/** An engine that compares schema files with each other and needs no database. It writes SQL that Postgres 14 understands, and so does 16, our oldest. */
export function openOfflineEngine(): Promise<SchemaEngine> {
  return open({ ...identity, connect: async () => offlineConnection, connectToShadowDb: refuse });
}

const identity = { provider: "postgres", adapterName: "@prisma/adapter-pg" } as const;

const refuse = () => Promise.reject(new Error("no shadow database: migrations are compared schema to schema"));

/**
 * The adapter cuts a script at every semicolon, which tears function bodies apart and leaves half a migration behind when a
 * statement fails. Sent as one simple query, Postgres runs the script as one transaction: all of it or nothing.
 */
function wholeScripts(adapter: SqlDriverAdapter, onFailure: (reason: string) => void): SqlDriverAdapter {
  const pool = (adapter as unknown as { underlyingDriver(): Pool }).underlyingDriver();
  adapter.executeScript = async (script) => {
    await pool.query(script).catch((error: DatabaseError) => {
      onFailure(`${error.message}${lineOf(error, script)}`);
      throw error;
    });
  };
  return adapter;
}

function lineOf(error: DatabaseError, script: string): string {
  if (error.position === undefined) return "";
  return ` (line ${script.slice(0, Number(error.position)).split("\n").length})`;
}

/** Answers the one question an engine asks when it opens: does the schema exist, and which Postgres is this? */
const offlineConnection: SqlDriverAdapter = {
  ...identity,
  getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
  queryRaw: async () => ({
    columnNames: ["exists", "version", "numeric_version"],
    columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
    rows: [[true, "PostgreSQL 14.0", 140_000]],
  }),
  executeRaw: refuse,
  executeScript: refuse,
  startTransaction: refuse,
  dispose: () => Promise.resolve(),
};

type Bindings = {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  SchemaEngine: typeof SchemaEngine;
};

let bindings: Promise<Bindings> | undefined;

async function open(factory: SqlMigrationAwareDriverAdapterFactory): Promise<SchemaEngine> {
  bindings ??= instantiate();
  const { SchemaEngine: Engine } = await bindings;
  return Engine.new({ datamodels: undefined }, () => undefined, bindMigrationAwareSqlAdapterFactory(factory));
}

/** By hand, because Node calls importing a `.wasm` file experimental and prints a warning about it. */
async function instantiate(): Promise<Bindings> {
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const loaded = (await import("@prisma/schema-engine-wasm/schema_engine_bg")) as unknown as Bindings;
  const module = await WebAssembly.compile(await readFile(entry.replace(/\.js$/, ".wasm")));
  const imports = { "./schema_engine_bg.js": loaded as unknown as WebAssembly.ModuleImports };
  const instance = await WebAssembly.instantiate(module, imports);
  loaded.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return loaded;
}
