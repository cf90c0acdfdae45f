import { type Place, spotsOf } from "./places";
import { momentOf } from "./wall-clock";

/**
 * When it is that time where somebody is. Where that is unsure it is the latest of the spots it may be: nobody gets it before
 * the time they were meant to. Null for a date or time that no calendar has.
 */
export function instantOf({ date, time }: { date: string; time: string }, place: Place): Date | null {
  const instants = spotsOf(place).map(({ zone }) => momentOf({ date, time, zone })?.instant.getTime() ?? Number.NaN);
  const latest = Math.max(...instants);
  return Number.isNaN(latest) ? null : new Date(latest);
}
