import { longZoneName, shortZoneName } from "@/components/ui/time-zones";
import type { LaunchProblem } from "@/lib/campaigns/problems";
import { canaryPeople } from "@/lib/campaigns/rules";
import type { Guards, Start, Timing } from "@/lib/campaigns/schema";
import { clockOf, daysUntilTooLate, startSpan } from "@/lib/campaigns/timing";
import type { Turns } from "@/lib/campaigns/views";
import { momentOf, type WallClock, wallClockAt } from "@/lib/compliance/wall-clock";
import { formatCount, formatCounted, formatDate, formatDay, formatDuration, formatTime, plural } from "@/lib/format";

/** When a campaign leaves and how carefully, in words. Pure. */

/** Saturday 28 November 2026, 10:00 Central European Time. */
export function instantWords(instant: Date, zone: string): string {
  return `${formatDay(instant, zone)}, ${formatTime(instant, zone)} ${longZoneName(zone, instant)}`;
}

/** 28 Nov, 10:00 CET; with its year where that is another one. */
export function shortWords(instant: Date, zone: string, now: Date): string {
  const [day, month, year] = formatDate(instant, zone).split(" ");
  const isThisYear = formatDate(now, zone).endsWith(` ${year}`);
  const date = isThisYear ? `${day} ${month}` : `${day} ${month} ${year}`;
  return `${date}, ${formatTime(instant, zone)} ${shortZoneName(zone, instant)}`;
}

/** in 6 days 19 hours; 5 minutes ago. */
export function untilWords(instant: Date, now: Date): string {
  const ms = instant.getTime() - now.getTime();
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (minutes === 0) return ms > 0 ? "in less than a minute" : "less than a minute ago";
  const words = minutesWords(minutes);
  return ms > 0 ? `in ${words}` : `${words} ago`;
}

/** 6 days 19 hours: at most two units. */
export function minutesWords(minutes: number): string {
  const days = Math.floor(minutes / 1_440);
  const hours = Math.floor((minutes % 1_440) / 60);
  const units = [
    { count: days, name: "day" },
    { count: hours, name: "hour" },
    { count: minutes % 60, name: "minute" },
  ].filter(({ count }) => count > 0);
  const shown = units.slice(0, 2).filter(({ name }) => days === 0 || name !== "minute");
  return shown.map(({ count, name }) => formatCounted(count, name)).join(" ");
}

/** What to know about clocks that change on that day; null on all other days. */
export function clockWords(start: Start): string | null {
  if (start.kind !== "at") return null;
  const moment = momentOf(start);
  if (!moment) return null;
  const { instant } = moment;
  switch (clockOf(start)) {
    case "once":
      return null;
    case "missing":
      return `Clocks go forward that day and there is no ${start.time}: it leaves at ${formatTime(instant, start.zone)} ${shortZoneName(start.zone, instant)}.`;
    case "twice":
      return `Clocks go back that day and ${start.time} comes twice: it leaves the first time, ${start.time} ${shortZoneName(start.zone, instant)}.`;
  }
}

/** The choice with which a campaign for later begins: tomorrow at ten. */
export function tomorrowAtTen(now: Date, zone: string): WallClock {
  const tomorrow = wallClockAt(new Date(now.getTime() + 86_400_000), zone);
  return { ...tomorrow, time: "10:00" };
}

/** For the review and the button's dialog: when it starts, in one sentence. */
export function startWords(start: Start, now: Date): string {
  const span = startSpan(start, now);
  if (!span) return "No day and time chosen yet";
  switch (start.kind) {
    case "now":
      return "Now, as soon as you confirm";
    case "at":
      return instantWords(span.first, start.zone);
    case "local":
      return `${formatDay(middayOf(start.date), "UTC")}, ${start.time} where each person is`;
  }
}

/** "28 Nov, 10:00 CET", for a button. */
export function startLabel(start: Start, now: Date): string | null {
  const span = startSpan(start, now);
  if (!span || start.kind === "now") return null;
  if (start.kind === "at") return shortWords(span.first, start.zone, now);
  const [day, month, year] = formatDate(middayOf(start.date), "UTC").split(" ");
  const isThisYear = String(now.getUTCFullYear()) === year;
  return `${day} ${month}${isThisYear ? "" : ` ${year}`}, ${start.time} local time`;
}

const middayOf = (date: string) => new Date(`${date}T12:00:00Z`);

/** "Send 12,480 messages", or "Schedule 12,480 messages for 28 Nov, 10:00 CET"; never rounded. */
export function sendLabels(start: Start, eligible: number, now: Date) {
  const messages = formatCounted(eligible, "message");
  const at = startLabel(start, now);
  if (at === null) return { label: `Send ${messages}`, short: `Send ${messages}`, question: `Send ${messages} now?` };
  const short = `Schedule ${messages}`;
  return { label: `${short} for ${at}`, short, question: `${short} for ${at}?` };
}

/** Who is first and who is last, on the organisation's clock. */
export function spanWords({ first, last }: Pick<Turns, "first" | "last">, zone: string, now: Date): string {
  if (first === last) return `That is ${shortWords(new Date(first), zone, now)} for everybody.`;
  const from = shortWords(new Date(first), zone, now);
  return `The first leave at ${from}, the last at ${shortWords(new Date(last), zone, now)}.`;
}

/** A local time that has passed where some people are; over everywhere is said elsewhere. */
export function overProblem(start: Start, turns: Turns | null): LaunchProblem[] {
  if (start.kind !== "local" || !turns || turns.over === 0) return [];
  return [{ code: "start_passed_for", time: start.time, people: turns.over }];
}

/** What quiet hours do to these people, exactly. */
export function waitingWords({ waiting, waitUntil }: Turns, eligible: number, zone: string, now: Date): string {
  if (waiting === 0 || waitUntil === null) return "Everybody may be texted at their turn.";
  const until = shortWords(new Date(waitUntil), zone, now);
  const last = plural(waiting, "from", "the last from");
  return `${waitingPeople(waiting, eligible)} may not be texted yet at their turn. They get it as soon as the hour allows it where they are, ${last} ${until}.`;
}

function waitingPeople(waiting: number, eligible: number): string {
  const all = formatCounted(eligible, "person", "people");
  return waiting >= eligible ? plural(eligible, all, `All ${all}`) : `${formatCount(waiting)} of ${all}`;
}

/** How many go first, exact for today's audience: where people go at different times, at most those who are first anyway. */
export function firstPeople({ size }: NonNullable<Guards["canary"]>, eligible: number, turns: Turns | null): number {
  return Math.min(canaryPeople(size, eligible), turns?.earliest ?? eligible);
}

/** "624 people go first". */
export function firstWords(first: number): string {
  return `${formatCounted(first, "person goes", "people go")} first`;
}

/** What happens after the first ones. */
export function restWords({ canary, ...limits }: Guards, first: number, eligible: number): string {
  if (!canary) return "";
  const rest = eligible - first;
  if (rest === 0) return "Nobody is left to wait: the audience is not larger than that.";
  const others = plural(rest, "The other one follows", `The other ${formatCount(rest)} follow`);
  const wait = minutesWords(canary.waitMinutes);
  const condition = hasLimits(limits) ? "unless a limit is exceeded" : "unless somebody pauses it";
  return `${others} ${wait} after the last of them, ${condition}.`;
}

type Limits = Pick<Guards, "maxFailedPercent" | "maxOptOutPercent">;

export function hasLimits({ maxFailedPercent, maxOptOutPercent }: Limits): boolean {
  return maxFailedPercent !== null || maxOptOutPercent !== null;
}

/** "more than 5 % fail or 2 % opt out". */
export function limitWords({ maxFailedPercent, maxOptOutPercent }: Limits): string {
  const failed = maxFailedPercent === null ? null : `${maxFailedPercent}\u00a0% fail`;
  const optedOut = maxOptOutPercent === null ? null : `${maxOptOutPercent}\u00a0% opt out`;
  const both = [failed, optedOut].filter((words) => words !== null);
  return both.length === 0 ? "" : `more than ${both.join(" or ")}`;
}

/** How long the texts alone take, at the plan's rate. */
export function paceWords(people: number, messagesPerSecond: number): string {
  const seconds = Math.max(1, people / messagesPerSecond);
  return `about ${formatDuration(seconds * 1_000)} at ${formatCounted(messagesPerSecond, "message")} a second`;
}

/** Without another wish nothing leaves later than "3 days after the start". */
export function lastCall(start: Start): string {
  return `${daysUntilTooLate} days after ${start.kind === "local" ? "the day has gone round the world" : "the start"}`;
}

/** The last moment, as it was chosen or as it is by default. */
export function notAfterZone(timing: Timing, zone: string): string {
  if (timing.notAfter) return timing.notAfter.zone;
  return timing.start.kind === "at" ? timing.start.zone : zone;
}
