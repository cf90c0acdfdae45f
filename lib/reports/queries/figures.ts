import "server-only";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { bigint, double, instant, known, nullable, oneOf, text } from "../../db/types";
import { activityMetrics, type Figures } from "../views";
import { noActivity } from "./activity";

/** The last 30 days beside the 30 before, and what is usual here. Reads counters only. */
export async function getFigures(_viewer: Viewer, { zone, now }: { zone: string; now: Date }): Promise<Figures> {
  const [totals, { windows, median }] = await Promise.all([
    activityTotals.rows(pool(), { now, zone }),
    medianRate.one(pool(), { now }),
  ]);
  const figures: Figures = { latest: noActivity(), before: noActivity(), medianOptOutRate: null };
  for (const { metric, latest, before } of totals) {
    figures.latest[metric] = latest;
    figures.before[metric] = before;
  }
  return { ...figures, medianOptOutRate: windows >= fewestWindows ? median : null };
}

/** One or two stretches of 30 days say nothing about what is usual. */
const fewestWindows = 3;

const activityTotals = statement(
  {
    name: "activity-totals",
    params: { now: instant, zone: text },
    row: { metric: oneOf(activityMetrics), latest: known(bigint, "coalesce"), before: known(bigint, "coalesce") },
  },
  ({ now, zone }) => sql`
  WITH period AS (
    SELECT (date_trunc('day', ${now}::timestamptz AT TIME ZONE ${zone}) - interval '29 days') AT TIME ZONE ${zone} AS starts,
           (date_trunc('day', ${now}::timestamptz AT TIME ZONE ${zone}) - interval '59 days') AT TIME ZONE ${zone} AS before_starts
  )
  SELECT metric,
         coalesce(sum(total) FILTER (WHERE starts_at >= starts), 0)::bigint AS latest,
         -- Up to the same time of day: otherwise this morning would be compared with a whole day.
         coalesce(sum(total) FILTER (WHERE starts_at < ${now}::timestamptz - interval '30 days'), 0)::bigint AS before
    FROM activity_counter, period
   WHERE starts_at >= before_starts AND starts_at <= ${now}
   GROUP BY metric`,
);

// The stretches of 30 days before the latest one, for a year.
const medianRate = statement(
  {
    name: "median-opt-out-rate",
    params: { now: instant },
    row: { windows: known(bigint, "count"), median: nullable(double) },
  },
  ({ now }) => sql`
  WITH stretch AS (
    SELECT date_bin('30 days', starts_at, ${now}::timestamptz) AS starts,
           sum(total) FILTER (WHERE metric = 'accepted') AS accepted,
           coalesce(sum(total) FILTER (WHERE metric = 'opted_out'), 0) AS opted_out
      FROM activity_counter
     WHERE starts_at >= ${now}::timestamptz - interval '390 days' AND starts_at < ${now}::timestamptz - interval '30 days'
       AND metric IN ('accepted', 'opted_out')
     GROUP BY 1
  )
  SELECT count(*) AS windows,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY opted_out::float8 / accepted) AS median
    FROM stretch WHERE accepted > 0`,
);
