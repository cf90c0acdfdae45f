import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantOf } from "@/lib/compliance/local-time";
import { areaCodes } from "@/lib/compliance/north-america";
import { type Place, placeOfKey } from "@/lib/compliance/places";
import { mayTextAt, nextOpening } from "@/lib/compliance/quiet-hours";
import { generalHours, type HoursRule, hoursByCountry, hoursByState } from "@/lib/compliance/quiet-hours-data";
import { timeZonesByCountry } from "@/lib/compliance/time-zones";
import { momentOf, wallClockAt } from "@/lib/compliance/wall-clock";

const newYork = placeOfKey("US+1212");
const utc = (text: string) => new Date(`${text}:00Z`);

/** [place, moment in UTC, when the next text may go out in UTC] */
const cases: [string, string, string][] = [
  // Friday evening in New York: 20:00 is closed, 19:59 is not.
  ["US+1212", "2026-11-20T23:00", "2026-11-20T23:00"],
  ["US+1212", "2026-11-21T00:59", "2026-11-21T00:59"],
  ["US+1212", "2026-11-21T01:00", "2026-11-21T14:00"],
  // Sunday begins at noon.
  ["US+1212", "2026-11-22T14:30", "2026-11-22T17:00"],
  // Thanksgiving is closed; the Friday after it is not.
  ["US+1212", "2026-11-26T15:00", "2026-11-27T14:00"],
  // 3 a.m. in New York on a Tuesday: Los Angeles waits three hours longer.
  ["US+1212", "2026-11-24T08:00", "2026-11-24T14:00"],
  ["US+1213", "2026-11-24T08:00", "2026-11-24T17:00"],
  // Alabama has no Sunday, and Monday 25 May 2026 is Memorial Day.
  ["US+1205", "2026-05-24T01:30", "2026-05-26T14:00"],
  // Rhode Island: until 18:00, on Saturdays from 10:00.
  ["US+1401", "2026-11-20T23:00", "2026-11-21T15:00"],
  // Kentucky begins at 10:00.
  ["US+1502", "2026-11-24T14:00", "2026-11-24T15:00"],
  // A toll-free number may be anywhere: late enough for Honolulu, early enough for Rhode Island.
  ["US+1800", "2026-11-24T18:00", "2026-11-24T19:00"],
  ["US+1800", "2026-11-24T23:00", "2026-11-25T19:00"],
  // France: nothing on Sunday, 1 November or after 20:00.
  ["FR", "2026-10-31T19:30", "2026-11-02T08:00"],
  ["FR", "2026-11-03T18:59", "2026-11-03T18:59"],
  // Elsewhere; half-hour and three-quarter-hour zones.
  ["IN", "2026-11-24T03:00", "2026-11-24T03:30"],
  ["NZ@Pacific/Chatham", "2026-11-23T19:00", "2026-11-23T19:15"],
  // Clocks go forward in New York on Sunday 8 March 2026, and back on 1 November.
  ["US+1212", "2026-03-08T06:00", "2026-03-08T16:00"],
  ["US+1212", "2026-11-01T05:30", "2026-11-01T17:00"],
  // In two zones at once both have to be open.
  ["US+1850", "2026-11-24T14:30", "2026-11-24T15:00"],
  ["US+1850", "2026-11-25T01:30", "2026-11-25T15:00"],
];

test.each(cases)("%s at %s: %s", (key, at, opening) => {
  expect(nextOpening(placeOfKey(key), utc(at)).toISOString()).toBe(utc(opening).toISOString());
  expect(mayTextAt(placeOfKey(key), utc(at))).toBe(at === opening);
});

test("the second before closing time is open, the first of it is not", () => {
  expect(mayTextAt(newYork, new Date("2026-11-21T00:59:59.999Z"))).toBe(true);
  expect(mayTextAt(newYork, new Date("2026-11-21T01:00:00.000Z"))).toBe(false);
  expect(nextOpening(newYork, new Date("2026-11-21T13:59:59.999Z")).toISOString()).toBe("2026-11-21T14:00:00.000Z");
});

const everyZone = [...new Set(Object.values(timeZonesByCountry).flatMap((zones) => zones.split(" ")))];
const anyPlace: fc.Arbitrary<Place> = fc.oneof(
  fc.constantFrom(...areaCodes.keys(), "800", "999").map((code) => placeOfKey(`US+1${code}`)),
  fc.constantFrom("416", "807", "867", "600").map((code) => placeOfKey(`CA+1${code}`)),
  fc.constantFrom(...Object.keys(timeZonesByCountry)).map((country) => placeOfKey(country)),
  fc
    .tuple(fc.constantFrom("US+1212", "US+1800", "FR", "DE"), fc.constantFrom(...everyZone))
    .map(([key, zone]) => placeOfKey(`${key}@${zone}`)),
);
/** Around both changes of the clocks more often than by chance. */
const anyInstant = fc.oneof(
  fc.date({ min: utc("2026-11-21T00:00"), max: utc("2029-12-31T00:00"), noInvalidDate: true }),
  fc
    .tuple(
      fc.constantFrom("2027-03-14T00:00", "2027-11-07T00:00", "2027-03-28T00:00", "2027-10-31T00:00"),
      fc.integer({ min: -2_000, max: 4_000 }),
    )
    .map(([day, minutes]) => new Date(utc(day).getTime() + minutes * 60_000)),
);

describe("for every place and moment", () => {
  test("the next opening is open, not before the moment, and no earlier minute is", () => {
    fc.assert(
      fc.property(anyPlace, anyInstant, fc.double({ min: 0, max: 1, noNaN: true }), (place, instant, share) => {
        const opening = nextOpening(place, instant);
        expect(opening.getTime()).toBeGreaterThanOrEqual(instant.getTime());
        expect(mayTextAt(place, opening)).toBe(true);
        if (opening > instant) {
          // The minute before it, and any other before it.
          expect(mayTextAt(place, new Date(opening.getTime() - 1))).toBe(false);
          const between = instant.getTime() + Math.floor((opening.getTime() - instant.getTime() - 1) * share);
          expect(mayTextAt(place, new Date(between))).toBe(false);
          expect(nextOpening(place, new Date(between))).toEqual(opening);
        }
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);

  test("a place with fewer spots is never closed when one with all of them is open", () => {
    fc.assert(
      fc.property(fc.constantFrom(...areaCodes.keys()), anyInstant, (code, instant) => {
        const opening = nextOpening(placeOfKey("US+1800"), instant);
        const { country } = areaCodes.get(code) ?? {};
        if (country === "US") expect(mayTextAt(placeOfKey(`US+1${code}`), opening)).toBe(true);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

test("no zone changes its clocks when somebody's day may begin: an opening is one moment", () => {
  const dayMs = 86_400_000;
  for (const zone of everyZone) {
    const noons = Array.from({ length: 160 }, (_, week) => Date.UTC(2026, 10, 21 + 7 * week, 12));
    const clocks = noons.map((noon) => wallClockAt(new Date(noon), zone).time);
    // Weeks in which clocks change, day by day.
    const changing = noons.filter((_, week) => clocks[week] !== clocks[week + 1]);
    for (const day of changing.flatMap((noon) => Array.from({ length: 8 }, (_, index) => noon + index * dayMs))) {
      const date = new Date(day).toISOString().slice(0, 10);
      for (const time of ["08:00", "09:00", "10:00", "12:00"]) {
        expect([zone, date, momentOf({ date, time, zone })?.kind]).toEqual([zone, date, "once"]);
      }
    }
  }
}, 60_000);

test("every rule is written so that it can be read, with a source", () => {
  const rules: HoursRule[] = [generalHours, ...Object.values(hoursByCountry), ...Object.values(hoursByState)];
  for (const rule of rules) {
    for (const hours of [rule.weekdays, rule.saturday, rule.sunday, rule.holiday ?? "closed"]) {
      if (hours === "closed") continue;
      expect(hours).toMatch(/^(?:0\d|1\d):[0-5]\d-(?:1\d|2[0-3]):[0-5]\d$/);
      const [opens = "", closes = ""] = hours.split("-");
      expect(opens < closes).toBe(true);
    }
    expect(rule.source).not.toBe("");
    expect(rule.holiday === undefined).toBe(rule.calendar === undefined);
  }
});

describe("the same time everywhere", () => {
  test("is another instant in each zone, and the latest one where that is unsure", () => {
    const ten = { date: "2026-11-24", time: "10:00" };
    expect(instantOf(ten, newYork)).toEqual(utc("2026-11-24T15:00"));
    expect(instantOf(ten, placeOfKey("DE@Europe/Berlin"))).toEqual(utc("2026-11-24T09:00"));
    expect(instantOf(ten, placeOfKey("US+1850"))).toEqual(utc("2026-11-24T16:00"));
    expect(instantOf(ten, placeOfKey("IN"))).toEqual(utc("2026-11-24T04:30"));
    expect(instantOf({ date: "2026-02-30", time: "10:00" }, newYork)).toBeNull();
  });

  test("reads on the clock there as it was asked for, unless clocks skip it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyZone), anyInstant, (zone, instant) => {
        const { date, time } = wallClockAt(instant, zone);
        const found = instantOf({ date, time }, placeOfKey(`DE@${zone}`));
        expect(found && wallClockAt(found, zone)).toEqual({ date, time, zone });
      }),
    );
  });
});

test("a thousand people of fifty places are looked at within milliseconds", () => {
  const places = [...areaCodes.keys()].slice(0, 50).map((code) => placeOfKey(`US+1${code}`));
  const instant = utc("2026-11-24T08:00");
  for (const place of places) nextOpening(place, instant);
  const startedAt = performance.now();
  for (let person = 0; person < 1_000; person++) nextOpening(places[person % 50] ?? newYork, instant);
  expect(performance.now() - startedAt).toBeLessThan(20);
});
