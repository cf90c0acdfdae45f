import "server-only";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type RowOf, statement } from "../db/statement";
import { bigint, bool, int, known, smallint, text } from "../db/types";
import { readSignsOfLife } from "./workers";

/** What metrics ask of the database. Totals come from counters that are kept anyway: a scrape never counts rows of people. */
export type Figures = {
  tables: RowOf<typeof tableTotals>[];
  messages: RowOf<typeof messageTotals>[];
  alive: number;
  isStopped: boolean;
  isLocked: boolean;
  duplicates: number;
};

export async function readFigures(): Promise<Figures> {
  const on = pool();
  const [tables, messages, { alive }, control, { duplicates }] = await Promise.all([
    tableTotals.rows(on),
    messageTotals.rows(on),
    readSignsOfLife(),
    controlFlags.first(on),
    duplicateBatches.one(on),
  ]);
  const { isStopped = false, isLocked = false } = control ?? {};
  return { tables, messages, alive, isStopped, isLocked, duplicates };
}

const tableTotals = statement(
  { name: "table-totals", row: { name: text, total: int } },
  () => sql`SELECT name, total FROM table_counter ORDER BY name`,
);

const messageTotals = statement(
  { name: "message-totals", row: { status: smallint, total: known(bigint, "a sum of rows that are there") } },
  () => sql`SELECT status, sum(messages)::bigint AS total FROM campaign_counter GROUP BY status ORDER BY status`,
);

const flag = known(bool, "IS NOT NULL is true or false");

const controlFlags = statement(
  { name: "control-flags", row: { isStopped: flag, isLocked: flag } },
  () => sql`
    SELECT stopped_at IS NOT NULL AS "isStopped", locked_at IS NOT NULL AS "isLocked" FROM sending_control`,
);

const duplicateBatches = statement(
  { name: "duplicate-batches", row: { duplicates: known(int, "none is 0") } },
  () => sql`SELECT count(DISTINCT batch_id)::int AS duplicates FROM batch_event WHERE kind = 'duplicate'`,
);
