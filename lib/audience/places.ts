import "server-only";
import { pool, type Sql } from "../db/pool";
import { membershipSql, membersParameters } from "./members";
import { placeKeySql } from "./place-key";
import type { Audience } from "./schema";

/** Where the people of an audience are. One pass over it, some 0.6 s of the database a million, so it is asked only where places matter. */
export async function listPlaceKeys(audience: Audience, ceiling: number, sql: Sql = pool()): Promise<string[]> {
  const { rows } = await sql.query<{ place: string }>(
    `SELECT DISTINCT ${placeKeySql} AS place FROM subscriber s WHERE ${membershipSql(audience)} ORDER BY 1`,
    [...membersParameters(audience), 0, ceiling],
  );
  return rows.map(({ place }) => place);
}
