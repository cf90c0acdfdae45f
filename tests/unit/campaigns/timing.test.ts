import { describe, expect, test } from "vitest";
import { problemWords } from "@/lib/campaigns/problems";
import { type Timing, timingSchema } from "@/lib/campaigns/schema";
import { clockOf, latestMoment, startSpan, timingProblems } from "@/lib/campaigns/timing";

/** What a person reads of them. */
const wrongTimes = (...asked: Parameters<typeof timingProblems>) => timingProblems(...asked).map(problemWords);

const now = new Date("2026-11-21T14:05:00Z");
const berlin = { date: "2026-11-28", time: "10:00", zone: "Europe/Berlin" };

function timing(start: Timing["start"], notAfter: Timing["notAfter"] = null): Timing {
  return timingSchema.parse({ start, notAfter });
}

const isoOf = (date: Date | null | undefined) => date?.toISOString();

describe("the start", () => {
  test("now is now, and a date has one instant for everybody", () => {
    expect(startSpan({ kind: "now" }, now)).toEqual({ first: now, last: now });
    const at = startSpan({ kind: "at", ...berlin }, now);
    expect([isoOf(at?.first), isoOf(at?.last)]).toEqual(["2026-11-28T09:00:00.000Z", "2026-11-28T09:00:00.000Z"]);
  });

  test("local time goes round the world, or round the places where people are", () => {
    const start = { kind: "local" as const, date: "2026-11-28", time: "10:00" };
    const world = startSpan(start, now);
    expect([isoOf(world?.first), isoOf(world?.last)]).toEqual(["2026-11-27T20:00:00.000Z", "2026-11-28T21:00:00.000Z"]);
    const here = startSpan(start, now, ["America/New_York", "Europe/Berlin", "America/Los_Angeles"]);
    expect([isoOf(here?.first), isoOf(here?.last)]).toEqual(["2026-11-28T09:00:00.000Z", "2026-11-28T18:00:00.000Z"]);
  });

  test("a day that no calendar has is no choice yet", () => {
    expect(startSpan({ kind: "at", ...berlin, date: "2026-02-30" }, now)).toBeNull();
    expect(wrongTimes(timing({ kind: "at", ...berlin, date: "2026-02-30" }), now)).toEqual([
      "Choose a day and a time.",
    ]);
  });

  test("an hour that clocks skip or repeat is known", () => {
    expect(clockOf({ kind: "at", ...berlin })).toBe("once");
    expect(clockOf({ kind: "at", date: "2027-03-28", time: "02:30", zone: "Europe/Berlin" })).toBe("missing");
    expect(clockOf({ kind: "at", date: "2027-10-31", time: "02:30", zone: "Europe/Berlin" })).toBe("twice");
  });
});

describe("not after", () => {
  test("is three days after the last turn unless somebody says otherwise", () => {
    expect(isoOf(latestMoment(timing({ kind: "now" }), now, 0))).toBe("2026-11-24T14:05:00.000Z");
    expect(isoOf(latestMoment(timing({ kind: "at", ...berlin }), now, 0))).toBe("2026-12-01T09:00:00.000Z");
    // A slow plan takes longer than that for all of them.
    expect(isoOf(latestMoment(timing({ kind: "now" }), now, 90_000))).toBe("2026-11-24T14:06:30.000Z");
    const local = timing({ kind: "local", date: "2026-11-28", time: "10:00" });
    expect(isoOf(latestMoment(local, now, 0))).toBe("2026-12-01T21:00:00.000Z");
    const until = { ...berlin, time: "18:00" };
    expect(isoOf(latestMoment(timing({ kind: "at", ...berlin }, until), now, 90_000))).toBe("2026-11-28T17:00:00.000Z");
  });
});

describe("problems", () => {
  const at = (time: string, date = "2026-11-28") => ({ kind: "at" as const, ...berlin, date, time });
  test.each<[string, Timing, RegExp[]]>([
    ["now", timing({ kind: "now" }), []],
    ["a week ahead", timing(at("10:00")), []],
    ["an hour ago", timing(at("14:05", "2026-11-21")), [/^The time to start has passed\./]],
    ["this very minute", timing(at("15:05", "2026-11-21")), [/has passed/]],
    ["in a minute", timing(at("15:06", "2026-11-21")), []],
    ["ends before it starts", timing(at("10:00"), { ...berlin, time: "10:00" }), [/is not after the start/]],
    ["ends in the past", timing({ kind: "now" }, { ...berlin, date: "2026-11-20" }), [/“Not after” has passed/]],
    ["ends after it starts", timing(at("10:00"), { ...berlin, time: "10:01" }), []],
    ["begins and ends in the past", timing(at("10:00", "2026-11-01"), { ...berlin, date: "2026-11-02" }), [/./, /./]],
    ["no such zone", timing({ ...at("10:00"), zone: "Mars/Olympus" }), [/Choose a day/]],
    ["an end that is no day", timing(at("10:00"), { ...berlin, date: "2026-06-31" }), [/or switch it off/]],
  ])("%s", (_name, choice, expected) => {
    const problems = wrongTimes(choice, now);
    expect(problems).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(problems[index]).toMatch(pattern);
  });

  test("a local time is over when it is over everywhere", () => {
    const local = (date: string) => timing({ kind: "local", date, time: "10:00" });
    expect(wrongTimes(local("2026-11-21"), now)).toEqual([]);
    expect(wrongTimes(local("2026-11-21"), now, ["Europe/Berlin"])[0]).toMatch(/has passed everywhere/);
    expect(wrongTimes(local("2026-11-20"), now)[0]).toMatch(/has passed everywhere/);
    const until = { date: "2026-11-28", time: "10:00", zone: "UTC" };
    expect(wrongTimes({ ...local("2026-11-28"), notAfter: until }, now)[0]).toMatch(/the last people’s turn/);
  });
});
