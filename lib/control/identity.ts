import "server-only";
import { sqlState } from "../db/errors";
import type { Sql } from "../db/pool";
import type { Identity } from "./rules";

/**
 * Asks Postgres which database this is; outside of a transaction, since a question may be refused. The timeline is taken from
 * the log that is being written: what pg_control_checkpoint() says is minutes old after a promotion.
 */
export async function readIdentity(sql: Sql): Promise<Identity> {
  const own = await sql.query<{ database: string; table: string }>(
    `SELECT (SELECT oid FROM pg_database WHERE datname = current_database())::text AS database,
            'sending_control'::regclass::oid::text AS table`,
  );
  return {
    database: own.rows[0]?.database ?? null,
    table: own.rows[0]?.table ?? null,
    system: await askFor(sql, "SELECT system_identifier::text AS value FROM pg_control_system()"),
    timeline: await askFor(sql, "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8) AS value"),
  };
}

/** No right to know, or a database that speaks Postgres without being one. */
const refusals = new Set(["42501", "42883", "0A000"]);

async function askFor(sql: Sql, text: string): Promise<string | null> {
  try {
    return (await sql.query<{ value: string }>(text)).rows[0]?.value ?? null;
  } catch (error) {
    if (refusals.has(sqlState(error) ?? "")) return null;
    throw error;
  }
}
