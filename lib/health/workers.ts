import "server-only";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type RowOf, statement } from "../db/statement";
import { int, known, nullable } from "../db/types";
import { workerSilenceSeconds } from "./rules";

/** How many workers live, and for how long none was heard. By the database's clock: machines may disagree about the time. */
export function readSignsOfLife(): Promise<RowOf<typeof signsOfLife>> {
  return signsOfLife.one(pool());
}

const signsOfLife = statement(
  { name: "signs-of-life", row: { alive: known(int, "none is 0"), silentSeconds: nullable(int) } },
  () => sql`
    SELECT count(*) FILTER (WHERE seen_at > now() - make_interval(secs => ${workerSilenceSeconds}))::int AS alive,
           extract(epoch FROM now() - max(seen_at))::int AS "silentSeconds"
      FROM worker`,
);
