/**
 * Public holidays by rule, so that no year is missing. Dates are "2026-11-26", as calendars on the spot read.
 * Sources, 2026-11-21: 5 USC 6103 with its rule for weekends; Code du travail L3133-1 (France as a whole: what only Alsace,
 * Moselle and the overseas departments keep is left out). Both from general knowledge.
 */
export type HolidayCalendar = "US" | "FR";

export function isHoliday(calendar: HolidayCalendar, date: string): boolean {
  const year = Number(date.slice(0, 4));
  const key = `${calendar}${year}`;
  const days = known.get(key) ?? new Set(holidaysOf(calendar, year));
  known.set(key, days);
  return days.has(date);
}

const known = new Map<string, Set<string>>();

export function holidaysOf(calendar: HolidayCalendar, year: number): string[] {
  return (calendar === "US" ? american(year) : french(year)).sort();
}

/** Federal holidays, and the weekday on which one that falls on a weekend is kept. Next New Year's Day may be kept on 31 December. */
function american(year: number): string[] {
  const fixed = [day(year, 1, 1), day(year, 6, 19), day(year, 7, 4), day(year, 11, 11), day(year, 12, 25)];
  const kept = [...fixed, day(year + 1, 1, 1)].map(keptOn).filter((date) => date.startsWith(`${year}`));
  return [
    ...new Set([
      ...fixed,
      ...kept,
      nthWeekday(year, 1, monday, 3),
      nthWeekday(year, 2, monday, 3),
      lastWeekday(year, 5, monday),
      nthWeekday(year, 9, monday, 1),
      nthWeekday(year, 10, monday, 2),
      nthWeekday(year, 11, thursday, 4),
    ]),
  ];
}

function french(year: number): string[] {
  const easter = easterOf(year);
  const fixed = [
    [1, 1],
    [5, 1],
    [5, 8],
    [7, 14],
    [8, 15],
    [11, 1],
    [11, 11],
    [12, 25],
  ] as const;
  // Easter Monday, Ascension, Whit Monday.
  return [
    ...fixed.map(([month, dayOfMonth]) => day(year, month, dayOfMonth)),
    ...[1, 39, 50].map((n) => plusDays(easter, n)),
  ];
}

const monday = 1;
const thursday = 4;
const saturday = 6;

function day(year: number, month: number, dayOfMonth: number): string {
  return new Date(Date.UTC(year, month - 1, dayOfMonth)).toISOString().slice(0, 10);
}

export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(date).getUTCDay();
}

function keptOn(date: string): string {
  const weekday = weekdayOf(date);
  if (weekday === saturday) return plusDays(date, -1);
  return weekday === 0 ? plusDays(date, 1) : date;
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): string {
  const first = day(year, month, 1);
  return plusDays(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1));
}

function lastWeekday(year: number, month: number, weekday: number): string {
  const last = day(year, month + 1, 0);
  return plusDays(last, -((weekdayOf(last) - weekday + 7) % 7));
}

/** Gregorian Easter Sunday (Meeus, Jones and Butcher). */
function easterOf(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const e = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const f = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - e - (c % 4)) % 7;
  const g = e + f - 7 * Math.floor((a + 11 * e + 22 * f) / 451) + 114;
  return day(year, Math.floor(g / 31), (g % 31) + 1);
}
