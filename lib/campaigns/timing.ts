import { type Moment, momentOf } from "../compliance/wall-clock";
import type { LaunchProblem } from "./problems";
import type { Start, Timing } from "./schema";

/** The instants that follow from when somebody wants a campaign to leave. Pure: the composer and the server ask the same. */

/** Without another wish nothing leaves later than this after the start; Sinch keeps trying no longer either. */
export const daysUntilTooLate = 3;

/** Where a day begins first and last: in local time everybody's turn is within these two. */
export const worldPlaces: readonly string[] = ["Pacific/Kiritimati", "Pacific/Pago_Pago"];

/** The turn of the first and of the last person: one instant, unless it is by local time. */
export type StartSpan = { first: Date; last: Date };

/** Null while the choice is unfinished. `places` are the zones people live in. */
export function startSpan(start: Start, now: Date, places: readonly string[] = worldPlaces): StartSpan | null {
  if (start.kind === "now") return { first: now, last: now };
  const zones = start.kind === "at" ? [start.zone] : places;
  const turns = zones
    .map((zone) => momentOf({ ...start, zone })?.instant.getTime())
    .filter((turn) => turn !== undefined);
  if (turns.length === 0) return null;
  return { first: new Date(Math.min(...turns)), last: new Date(Math.max(...turns)) };
}

/** Whether people differ in when they get it: by local time, and under quiet hours. */
export function turnsMatter(start: Start, isQuiet: boolean): boolean {
  return start.kind === "local" || isQuiet;
}

/** Where the clocks of the chosen place do something odd at the chosen time. */
export function clockOf(start: Start): Moment["kind"] {
  return start.kind === "at" ? (momentOf(start)?.kind ?? "once") : "once";
}

/** Null without such a wish, and while it is unfinished. */
export function notAfterAt({ notAfter }: Timing): Date | null {
  return notAfter && (momentOf(notAfter)?.instant ?? null);
}

/** The problems of a choice of times; empty when the campaign may be sent or scheduled with it. */
export function timingProblems(timing: Timing, now: Date, places: readonly string[] = worldPlaces): LaunchProblem[] {
  const problems = [startProblem(timing.start, now, places), notAfterProblem(timing, now, places)];
  return problems.filter((problem) => problem !== null);
}

export function startProblem(start: Start, now: Date, places: readonly string[] = worldPlaces): LaunchProblem | null {
  const span = startSpan(start, now, places);
  if (!span) return { code: "no_start" };
  if (start.kind === "now" || span.last > now) return null;
  return { code: "start_passed", isLocal: start.kind === "local" };
}

export function notAfterProblem(
  timing: Timing,
  now: Date,
  places: readonly string[] = worldPlaces,
): LaunchProblem | null {
  if (!timing.notAfter) return null;
  const end = notAfterAt(timing);
  if (!end) return { code: "no_not_after" };
  if (end <= now) return { code: "not_after_passed" };
  const span = startSpan(timing.start, now, places);
  if (!span || end > span.last) return null;
  return { code: "not_after_before_start", isLocal: timing.start.kind === "local" };
}

/**
 * The last moment at which anything leaves. Without another wish three days after the last person's turn, and as much later as
 * the plan's rate takes to send it all: nobody is too late because the plan is slow. Null while the choice is unfinished.
 */
export function latestMoment(timing: Timing, now: Date, sendingMs: number): Date | null {
  if (timing.notAfter) return notAfterAt(timing);
  const span = startSpan(timing.start, now);
  return span && new Date(span.last.getTime() + daysUntilTooLate * 86_400_000 + Math.ceil(sendingMs));
}

/** A local time that is over for part of an audience: those people could only get it late. */
export function overIn(start: Start, now: Date, zones: readonly string[]): LaunchProblem[] {
  if (start.kind !== "local") return [];
  const over = zones.filter((zone) => (momentOf({ ...start, zone })?.instant ?? now) <= now);
  // Over everywhere is said elsewhere.
  if (over.length === 0 || over.length === zones.length) return [];
  return [{ code: "start_passed_in", time: start.time, zones: over }];
}
