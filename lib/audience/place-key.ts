import "server-only";
import { sql } from "../db/sql";

/** Where somebody is, as SQL on `s` (subscriber): placeKeyOf of lib/compliance/places.ts. */
export const placeKeySql = sql`
  (CASE WHEN s.country IS NULL THEN substr(s.phone, 1, 5)
        WHEN s.country IN ('US', 'CA') AND s.phone LIKE '+1%' THEN s.country || substr(s.phone, 1, 5)
        ELSE s.country::text END || coalesce('@' || s.time_zone, ''))`;
