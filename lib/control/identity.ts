import "server-only";
import { sqlState } from "../db/errors";
import { sql } from "../db/sql";
import { type Executor, type Statement, statement } from "../db/statement";
import { known, nullable, text } from "../db/types";
import type { Identity } from "./rules";

/**
 * Asks Postgres which database this is; outside of a transaction, since a question may be refused. The timeline is taken from
 * the log that is being written: what pg_control_checkpoint() says is minutes old after a promotion.
 */
export async function readIdentity(on: Executor): Promise<Identity> {
  const { database, table } = await place.one(on);
  return { database, table, system: await answerOf(on, system), timeline: await answerOf(on, timeline) };
}

const place = statement(
  {
    name: "database-and-table",
    row: { database: nullable(text), table: known(text, "without the table there is no answer") },
  },
  () => sql`
    SELECT (SELECT oid FROM pg_database WHERE datname = current_database())::text AS database,
           'sending_control'::regclass::oid::text AS "table"`,
);

const answer = { value: nullable(text) };

const system = statement(
  { name: "system-identifier", row: answer },
  () => sql`SELECT system_identifier::text AS value FROM pg_control_system()`,
);

const timeline = statement(
  { name: "timeline", row: answer },
  () => sql`SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8) AS value`,
);

/** No right to know, or a database that speaks Postgres without being one. */
const refusals = new Set(["42501", "42883", "0A000"]);

async function answerOf(
  on: Executor,
  question: Statement<Record<never, never>, { value: string | null }>,
): Promise<string | null> {
  try {
    return (await question.first(on))?.value ?? null;
  } catch (error) {
    if (refusals.has(sqlState(error) ?? "")) return null;
    throw error;
  }
}
