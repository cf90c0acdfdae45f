import { areCallbacksOverdue } from "../connection/rules";
import { type Activity, type ActivityDay, activityMetrics, type Connection } from "./views";

/** From counters to what the overview says of them. Pure; `now` is a parameter. */

export function greetingAt(now: Date, zone: string): string {
  const hour = Number(
    new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(now),
  );
  if (hour >= 5 && hour < 12) return "Good morning";
  return hour >= 12 && hour < 18 ? "Good afternoon" : "Good evening";
}

export type Rates = { delivered: number; failed: number; optOuts: number };

/**
 * Shares of what was accepted; null when nothing was. Reports of one period may belong to messages of the one before,
 * and a batch that Sinch refuses fails without having been accepted: the larger of both sides is the whole.
 */
export function ratesOf({ accepted, delivered, failed, opted_out: optOuts }: Activity): Rates | null {
  const whole = Math.max(accepted, delivered + failed);
  if (whole === 0) return null;
  return { delivered: delivered / whole, failed: failed / whole, optOuts: Math.min(1, optOuts / whole) };
}

/** 0.124 for 12.4 % more than before; null when there was nothing before to compare with. */
export function changeOf(latest: number, before: number): number | null {
  return before === 0 ? null : latest / before - 1;
}

/** Difference of two shares in percentage points, to a tenth. */
export function pointsOf(latest: number, before: number): number {
  const points = Math.round((latest - before) * 1_000) / 10;
  return points === 0 ? 0 : points;
}

/** Sums of seven days, ending with the last one and named after their first; a rest at the beginning is left out. */
export function weeksOf(days: readonly ActivityDay[]): ActivityDay[] {
  const weeks: ActivityDay[] = [];
  for (let start = days.length % 7; start < days.length; start += 7) {
    const week = days.slice(start, start + 7);
    const sums = activityMetrics.map((metric) => [metric, week.reduce((sum, { values }) => sum + values[metric], 0)]);
    weeks.push({ day: week[0]?.day ?? "", values: Object.fromEntries(sums) as Activity });
  }
  return weeks;
}

export type ConnectionState = "fine" | "quiet" | "no_worker" | "unreachable" | "no_callbacks";

export function connectionState(connection: Connection, now: Date): ConnectionState {
  if (connection.workersAlive === 0) return "no_worker";
  if (connection.unreachable !== null) return "unreachable";
  if (areCallbacksOverdue(connection, now)) return "no_callbacks";
  return connection.lastCallbackAt === null ? "quiet" : "fine";
}
