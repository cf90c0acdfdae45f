import "server-only";
import { pool, type Sql } from "../db/pool";
import { sql } from "../db/sql";
import { composed } from "../db/statement";
import { known, text } from "../db/types";
import { ask, askedSamples } from "./ask";
import { membershipSql } from "./members";
import { placeKeySql } from "./place-key";
import type { Audience } from "./schema";

/** Where the people of an audience are. One pass over it, some 0.6 s of the database a million, so it is asked only where places matter. */
export async function listPlaceKeys(audience: Audience, ceiling: number, on: Sql = pool()): Promise<string[]> {
  const rows = await listPlaces.rows(on, ask(audience, null, { through: ceiling }));
  return rows.map(({ place }) => place);
}

const listPlaces = composed(
  { name: "places-of-audience", row: { place: known(text, "made of the number") }, samples: askedSamples },
  (asked) => sql`SELECT DISTINCT ${placeKeySql} AS place FROM subscriber s WHERE ${membershipSql(asked)} ORDER BY 1`,
);
