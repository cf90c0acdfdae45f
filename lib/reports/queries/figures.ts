import "server-only";
import type { Viewer } from "../../auth/viewer";
import { pool } from "../../db/pool";
import type { ActivityMetric, Figures } from "../views";
import { noActivity } from "./activity";

/** The last 30 days beside the 30 before, and what is usual here. Reads counters only. */
export async function getFigures(_viewer: Viewer, { zone, now }: { zone: string; now: Date }): Promise<Figures> {
  const [totals, median] = await Promise.all([
    pool().query<{ metric: ActivityMetric; latest: number; before: number }>(totalsSql, [now, zone]),
    pool().query<{ windows: number; median: number | null }>(medianSql, [now]),
  ]);
  const figures: Figures = { latest: noActivity(), before: noActivity(), medianOptOutRate: null };
  for (const { metric, latest, before } of totals.rows) {
    figures.latest[metric] = latest;
    figures.before[metric] = before;
  }
  const { windows = 0, median: rate = null } = median.rows[0] ?? {};
  return { ...figures, medianOptOutRate: windows >= fewestWindows ? rate : null };
}

/** One or two stretches of 30 days say nothing about what is usual. */
const fewestWindows = 3;

const totalsSql = `
  WITH period AS (
    SELECT (date_trunc('day', $1::timestamptz AT TIME ZONE $2) - interval '29 days') AT TIME ZONE $2 AS starts,
           (date_trunc('day', $1::timestamptz AT TIME ZONE $2) - interval '59 days') AT TIME ZONE $2 AS before_starts
  )
  SELECT metric,
         coalesce(sum(total) FILTER (WHERE starts_at >= starts), 0)::bigint AS latest,
         -- Up to the same time of day: otherwise this morning would be compared with a whole day.
         coalesce(sum(total) FILTER (WHERE starts_at < $1::timestamptz - interval '30 days'), 0)::bigint AS before
    FROM activity_counter, period
   WHERE starts_at >= before_starts AND starts_at <= $1
   GROUP BY metric`;

// The stretches of 30 days before the latest one, for a year.
const medianSql = `
  WITH stretch AS (
    SELECT date_bin('30 days', starts_at, $1::timestamptz) AS starts,
           sum(total) FILTER (WHERE metric = 'accepted') AS accepted,
           coalesce(sum(total) FILTER (WHERE metric = 'opted_out'), 0) AS opted_out
      FROM activity_counter
     WHERE starts_at >= $1::timestamptz - interval '390 days' AND starts_at < $1::timestamptz - interval '30 days'
       AND metric IN ('accepted', 'opted_out')
     GROUP BY 1
  )
  SELECT count(*)::int AS windows,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY opted_out::float8 / accepted) AS median
    FROM stretch WHERE accepted > 0`;
