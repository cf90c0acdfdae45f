import "server-only";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type RowOf, statement } from "../db/statement";
import { bigint, bool, double, int, known, nullable, text } from "../db/types";

/** What only the doctor asks (scripts/doctor): about the server, its clock and disk, and about what waits. */

const set = "a setting that every server has";

const server = statement(
  {
    name: "server",
    row: {
      version: known(text, set),
      number: known(int, set),
      commit: known(text, set),
      place: known(text, "every connection is to a database"),
    },
  },
  () => sql`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
           current_setting('synchronous_commit') AS commit, current_database()::text AS place`,
);

export function readServer(): Promise<RowOf<typeof server>> {
  return server.one(pool());
}

const clock = statement(
  { name: "clock", row: { ms: known(double, "it is always some time") } },
  () => sql`SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms`,
);

/** Milliseconds since 1970. */
export async function readDatabaseClock(): Promise<number> {
  return (await clock.one(pool())).ms;
}

/** Callbacks are counted up to here: more of them are the same problem. */
export const countedAtMost = 10_000;

const waitingCallbacks = statement(
  { name: "waiting-callbacks", row: { waiting: known(int, "none is 0"), seconds: nullable(double) } },
  () => sql`
    SELECT count(*)::int AS waiting, extract(epoch FROM clock_timestamp() - min(received_at))::float8 AS seconds
      FROM (SELECT received_at FROM webhook_event WHERE applied_at IS NULL ORDER BY id LIMIT ${countedAtMost}) AS due`,
);

/** Callbacks that are not applied yet, and how long the oldest of them has waited. */
export function readWaitingCallbacks(): Promise<RowOf<typeof waitingCallbacks>> {
  return waitingCallbacks.one(pool());
}

const tomorrow = statement(
  { name: "partition-of-tomorrow", row: { isThere: known(bool, "IS NOT NULL is true or false") } },
  () => sql`
    SELECT to_regclass('webhook_event_' || to_char((now() AT TIME ZONE 'UTC')::date + 1, 'YYYYMMDD')) IS NOT NULL AS "isThere"`,
);

export async function hasPartitionOfTomorrow(): Promise<boolean> {
  return (await tomorrow.one(pool())).isThere;
}

const counted = known(int, "none is 0");

const unclearBatches = statement(
  { name: "count-unclear-batches", row: { batches: counted, people: counted, campaigns: counted } },
  () => sql`
    SELECT count(*)::int AS batches, coalesce(sum(recipients), 0)::int AS people, count(DISTINCT campaign_id)::int AS campaigns
      FROM batch WHERE state IN ('unclear', 'holding')`,
);

/** Batches of which it is not known whether Sinch took them. */
export function countUnclearBatches(): Promise<RowOf<typeof unclearBatches>> {
  return unclearBatches.one(pool());
}

const size = statement(
  { name: "database-size", row: { bytes: known(bigint, "this database is there") } },
  () => sql`SELECT pg_database_size(current_database()) AS bytes`,
);

export async function readDatabaseSize(): Promise<number> {
  return (await size.one(pool())).bytes;
}
