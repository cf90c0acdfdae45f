import "server-only";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { instant, int, json, known, text } from "../../db/types";
import { type Activity, type ActivityDay, type ActivityMetric, activityMetrics, type Range } from "../views";

/** What happened on each of the last days, today included: every day is there, in the organisation's zone. */
export async function listActivityDays(
  _viewer: Viewer,
  { range, zone, now }: { range: Range; zone: string; now: Date },
): Promise<ActivityDay[]> {
  const rows = await activityDays.rows(pool(), { now, zone, range });
  return rows.map(({ day, values }) => ({ day, values: { ...noActivity(), ...values } }));
}

// Quarters of an hour add up to days in every zone, whatever its offset and on the days when clocks change.
const activityDays = statement(
  {
    name: "activity-days",
    params: { now: instant, zone: text, range: int },
    row: { day: known(text, "of a series"), values: known(json<Partial<Activity>>(), "coalesce") },
  },
  ({ now, zone, range }) => sql`
  WITH day AS (
    SELECT generate_series((${now}::timestamptz AT TIME ZONE ${zone})::date - (${range}::int - 1), (${now}::timestamptz AT TIME ZONE ${zone})::date,
                           interval '1 day')::date AS day
  ), happened AS (
    SELECT (starts_at AT TIME ZONE ${zone})::date AS day, metric, sum(total) AS total
      FROM activity_counter
     WHERE starts_at >= (SELECT min(day) FROM day)::timestamp AT TIME ZONE ${zone}
     GROUP BY 1, 2
  )
  SELECT to_char(d.day, 'YYYY-MM-DD') AS day,
         coalesce(jsonb_object_agg(h.metric, h.total) FILTER (WHERE h.metric IS NOT NULL), '{}') AS values
    FROM day d LEFT JOIN happened h ON h.day = d.day
   GROUP BY d.day ORDER BY d.day`,
);

export function noActivity(): Activity {
  return Object.fromEntries(activityMetrics.map((metric) => [metric, 0])) as Record<ActivityMetric, number>;
}
