import { describe, expect, test } from "vitest";
import {
  clockWords,
  firstPeople,
  firstWords,
  instantWords,
  lastCall,
  limitWords,
  minutesWords,
  overProblem,
  restWords,
  sendLabels,
  shortWords,
  spanWords,
  startWords,
  tomorrowAtTen,
  untilWords,
  waitingWords,
} from "@/components/campaigns/compose/when/when-words";
import { problemWords } from "@/lib/campaigns/problems";
import { type Guards, guardsSchema, type Start } from "@/lib/campaigns/schema";
import type { Turns } from "@/lib/campaigns/views";

const now = new Date("2026-11-21T14:05:00Z");
const berlin: Start = { kind: "at", date: "2026-11-28", time: "10:00", zone: "Europe/Berlin" };
const local: Start = { kind: "local", date: "2026-11-28", time: "10:00" };
const nine = new Date("2026-11-28T09:00:00Z");

describe("an instant", () => {
  test("is said with its day and the name of its zone", () => {
    expect(instantWords(nine, "Europe/Berlin")).toBe("Saturday 28 November 2026, 10:00 Central European Time");
    expect(instantWords(nine, "UTC")).toBe("Saturday 28 November 2026, 09:00 Coordinated Universal Time");
  });

  test.each([
    ["Europe/Berlin", "28 Nov, 10:00 CET"],
    ["America/New_York", "28 Nov, 04:00 EST"],
    ["Asia/Kathmandu", "28 Nov, 14:45 UTC+5:45"],
    ["UTC", "28 Nov, 09:00 UTC"],
  ])("has a short form for a button, %s", (zone, expected) => {
    expect(shortWords(nine, zone, now)).toBe(expected);
  });

  test("of another year names it", () => {
    expect(shortWords(new Date("2027-07-01T08:00:00Z"), "Europe/Berlin", now)).toBe("1 Jul 2027, 10:00 CEST");
  });

  test.each([
    ["2026-11-28T09:05:00Z", "in 6 days 19 hours"],
    ["2026-11-22T14:05:00Z", "in 1 day"],
    ["2026-11-22T14:04:00Z", "in 23 hours 59 minutes"],
    ["2026-11-22T14:35:00Z", "in 1 day"],
    ["2026-11-21T14:06:00Z", "in 1 minute"],
    ["2026-11-21T14:05:30Z", "in less than a minute"],
    ["2026-11-21T14:05:00Z", "less than a minute ago"],
    ["2026-11-21T13:00:00Z", "1 hour 5 minutes ago"],
  ])("%s is %s", (instant, expected) => {
    expect(untilWords(new Date(instant), now)).toBe(expected);
  });

  test("minutes are at most two units", () => {
    expect([30, 60, 90, 1_440, 4_320, 10_019].map(minutesWords)).toEqual([
      "30 minutes",
      "1 hour",
      "1 hour 30 minutes",
      "1 day",
      "3 days",
      "6 days 22 hours",
    ]);
  });
});

describe("the start", () => {
  test("in one sentence", () => {
    expect(startWords({ kind: "now" }, now)).toBe("Now, as soon as you confirm");
    expect(startWords(berlin, now)).toBe("Saturday 28 November 2026, 10:00 Central European Time");
    expect(startWords(local, now)).toBe("Saturday 28 November 2026, 10:00 where each person is");
    expect(startWords({ ...berlin, date: "" }, now)).toBe("No day and time chosen yet");
  });

  test("on the button, with the exact number", () => {
    expect(sendLabels({ kind: "now" }, 12_480, now).label).toBe("Send 12,480 messages");
    expect(sendLabels(berlin, 12_480, now).label).toBe("Schedule 12,480 messages for 28 Nov, 10:00 CET");
    expect(sendLabels(local, 1, now).label).toBe("Schedule 1 message for 28 Nov, 10:00 local time");
    expect(sendLabels({ ...local, date: "2027-01-02" }, 2, now).label).toMatch(/for 2 Jan 2027, 10:00 local time$/);
  });

  test("begins tomorrow at ten, where the organisation is", () => {
    expect(tomorrowAtTen(now, "Europe/Berlin")).toEqual({ date: "2026-11-22", time: "10:00", zone: "Europe/Berlin" });
    expect(tomorrowAtTen(now, "Pacific/Kiritimati").date).toBe("2026-11-23");
  });

  test("says what clocks do on that day", () => {
    const changed = (date: string): Start => ({ kind: "at", date, time: "02:30", zone: "Europe/Berlin" });
    expect(clockWords(berlin)).toBeNull();
    expect(clockWords(local)).toBeNull();
    expect(clockWords(changed("2027-03-28"))).toMatch(/there is no 02:30: it leaves at 03:30 CEST\.$/);
    expect(clockWords(changed("2027-10-31"))).toMatch(/02:30 comes twice: it leaves the first time, 02:30 CEST\.$/);
  });
});

describe("where people are", () => {
  const turns: Turns = {
    first: "2026-11-28T09:00:00.000Z",
    last: "2026-11-28T18:00:00.000Z",
    earliest: 4,
    over: 0,
    waiting: 0,
    waitUntil: null,
  };

  test("the first and the last, on one clock", () => {
    const words = "The first leave at 28 Nov, 10:00 CET, the last at 28 Nov, 19:00 CET.";
    expect(spanWords(turns, "Europe/Berlin", now)).toBe(words);
    expect(spanWords({ ...turns, last: turns.first }, "UTC", now)).toBe("That is 28 Nov, 09:00 UTC for everybody.");
  });

  test("a time that is over for some is a problem", () => {
    expect(overProblem(local, turns)).toEqual([]);
    expect(overProblem(local, { ...turns, over: 1_204 }).map(problemWords)[0]).toMatch(
      /^It is past 10:00 already for 1,204 people\./,
    );
    expect(overProblem(berlin, { ...turns, over: 1 })).toEqual([]);
  });

  test("whom quiet hours hold is said exactly", () => {
    expect(waitingWords(turns, 12, "UTC", now)).toBe("Everybody may be texted at their turn.");
    const waiting = { ...turns, waiting: 5, waitUntil: "2026-11-29T08:00:00.000Z" };
    expect(waitingWords(waiting, 12, "UTC", now)).toMatch(
      /^5 of 12 people may not .* the last from 29 Nov, 08:00 UTC\.$/,
    );
    expect(waitingWords({ ...waiting, waiting: 12 }, 12, "UTC", now)).toMatch(/^All 12 people may not/);
    expect(waitingWords({ ...waiting, waiting: 1 }, 1, "UTC", now)).toMatch(
      /^1 person may not .* where they are, from 29 Nov/,
    );
  });
});

describe("care", () => {
  const guards = (part: Partial<Guards>) => guardsSchema.parse(part);
  const canary = { size: { unit: "percent" as const, amount: 5 }, waitMinutes: 30 };

  test("who goes first, and what the others wait for", () => {
    expect(firstWords(firstPeople(canary, 12_480, null))).toBe("624 people go first");
    expect(firstWords(firstPeople(canary, 1, null))).toBe("1 person goes first");
    expect(restWords(guards({ canary }), 624, 12_480)).toBe(
      "The other 11,856 follow 30 minutes after the last of them, unless somebody pauses it.",
    );
    expect(restWords(guards({ canary, maxFailedPercent: 5 }), 624, 12_480)).toMatch(/unless a limit is exceeded\.$/);
    expect(restWords(guards({ canary }), 1, 2)).toMatch(/^The other one follows 30 minutes/);
    expect(restWords(guards({ canary }), 1, 1)).toMatch(/^Nobody is left to wait/);
  });

  test("where people go at different times, those who go first are of the earliest", () => {
    const turns = { first: "", last: "", earliest: 40, over: 0, waiting: 0, waitUntil: null };
    expect(firstPeople(canary, 12_480, turns)).toBe(40);
    expect(firstPeople(canary, 100, turns)).toBe(5);
  });

  test("limits", () => {
    expect(limitWords(guards({}))).toBe("");
    expect(limitWords(guards({ maxFailedPercent: 5 }))).toBe("more than 5\u00a0% fail");
    expect(limitWords(guards({ maxFailedPercent: 5, maxOptOutPercent: 0.5 }))).toBe(
      "more than 5\u00a0% fail or 0.5\u00a0% opt out",
    );
  });

  test("the last call", () => {
    expect(lastCall(berlin)).toBe("3 days after the start");
    expect(lastCall(local)).toBe("3 days after the day has gone round the world");
  });
});
