import { isHoliday, plusDays, weekdayOf } from "./holidays";
import { type Place, type Spot, spotsOf } from "./places";
import { generalHours, type Hours, type HoursRule, hoursByCountry, hoursByState } from "./quiet-hours-data";
import { momentOf, wallClockAt } from "./wall-clock";

/**
 * Whether somebody may be texted at a moment where they are, and from when on. Where that is unsure, every spot it may be has
 * to allow it. No clock changes during the day (tested for every zone), so an opening is one moment.
 */
export function mayTextAt(place: Place, instant: Date): boolean {
  return nextOpening(place, instant).getTime() === instant.getTime();
}

/** The instant itself if it is allowed, else the first minute that is. */
export function nextOpening(place: Place, instant: Date): Date {
  const key = `${place.country} ${place.areaCode} ${place.timeZone}`;
  const known = answers.get(key) ?? { spots: spotsWithRules(place), openings: new Map<number, number>() };
  answers.set(key, known);
  // Hours begin and end with a minute: within one nothing changes.
  const minute = Math.floor(instant.getTime() / 60_000);
  const opening = known.openings.get(minute) ?? openingOf(known.spots, minute * 60_000);
  if (known.openings.size >= rememberedMinutes) known.openings.clear();
  known.openings.set(minute, opening);
  return new Date(Math.max(opening, instant.getTime()));
}

/** The last answers for each place: a batch asks for a thousand people of few places within two minutes. */
const answers = new Map<string, { spots: readonly RuledSpot[]; openings: Map<number, number> }>();
const rememberedMinutes = 8;

/** Holidays around a weekend keep people closed for some days, never for weeks. */
const longestDays = 14;

function openingOf(spots: readonly RuledSpot[], from: number): number {
  let at = from;
  // Each round goes to the latest opening of all spots, until all of them are open.
  for (let round = 0; round < 100; round++) {
    const next = Math.max(...spots.map((spot) => openingAt(spot, at)));
    if (next === at) return at;
    at = next;
  }
  // Hours that never meet: looked at again then, still closed.
  return from + longestDays * 86_400_000;
}

type RuledSpot = { zone: string; rules: readonly HoursRule[] };

function spotsWithRules(place: Place): RuledSpot[] {
  const ruled = spotsOf(place).map((spot) => ({ zone: spot.zone, rules: rulesOf(spot) }));
  // Most states add nothing to their country's hours.
  return ruled.filter(
    (spot, index) => index === ruled.findIndex((other) => other.zone === spot.zone && isSame(other.rules, spot.rules)),
  );
}

function isSame(some: readonly HoursRule[], others: readonly HoursRule[]): boolean {
  return some.length === others.length && some.every((rule, index) => rule === others[index]);
}

/** Every rule that holds there; a moment has to satisfy all of them. */
export function rulesOf({ country, state }: Pick<Spot, "country" | "state">): HoursRule[] {
  const national = (country === null ? undefined : hoursByCountry[country]) ?? generalHours;
  const ofState = country === "US" && state !== null ? hoursByState[state] : undefined;
  return ofState ? [national, ofState] : [national];
}

function openingAt({ zone, rules }: RuledSpot, from: number): number {
  const now = wallClockAt(new Date(from), zone);
  const today = windowOn(now.date, rules);
  if (today && now.time >= today.opens && now.time < today.closes) return from;
  for (let day = 0; day <= longestDays; day++) {
    const date = plusDays(now.date, day);
    const window = windowOn(date, rules);
    const opening = window ? momentOf({ date, time: window.opens, zone })?.instant.getTime() : undefined;
    if (opening !== undefined && opening > from) return opening;
  }
  return from + longestDays * 86_400_000;
}

type Window = { opens: string; closes: string };

/** What all rules leave of a day; null for nothing. */
function windowOn(date: string, rules: readonly HoursRule[]): Window | null {
  let opens = "00:00";
  let closes = "24:00";
  for (const rule of rules) {
    const hours = hoursOn(date, rule);
    if (hours === "closed") return null;
    const [from = "", until = ""] = hours.split("-");
    if (from > opens) opens = from;
    if (until < closes) closes = until;
  }
  return opens < closes ? { opens, closes } : null;
}

function hoursOn(date: string, rule: HoursRule): Hours {
  if (rule.holiday !== undefined && rule.calendar !== undefined && isHoliday(rule.calendar, date)) return rule.holiday;
  const weekday = weekdayOf(date);
  if (weekday === 0) return rule.sunday;
  return weekday === 6 ? rule.saturday : rule.weekdays;
}
