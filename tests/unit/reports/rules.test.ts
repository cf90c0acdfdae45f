import { describe, expect, it } from "vitest";
import { changeOf, connectionState, greetingAt, pointsOf, ratesOf, weeksOf } from "@/lib/reports/rules";
import { rangeSchema } from "@/lib/reports/schema";
import type { Activity, Connection } from "@/lib/reports/views";

describe("the greeting follows the organisation's clock", () => {
  it.each([
    ["2026-11-21T08:41:00Z", "Europe/Berlin", "Good morning"],
    ["2026-11-21T08:41:00Z", "America/New_York", "Good evening"],
    ["2026-11-21T11:59:00Z", "UTC", "Good morning"],
    ["2026-11-21T12:00:00Z", "UTC", "Good afternoon"],
    ["2026-11-21T18:00:00Z", "UTC", "Good evening"],
    ["2026-11-21T00:00:00Z", "UTC", "Good evening"],
    ["2026-11-21T05:00:00Z", "UTC", "Good morning"],
  ])("%s in %s", (instant, zone, words) => expect(greetingAt(new Date(instant), zone)).toBe(words));
});

describe("rates", () => {
  const activity = (some: Partial<Activity>): Activity => ({
    accepted: 0,
    delivered: 0,
    failed: 0,
    opted_out: 0,
    ...some,
  });

  it("are shares of what was accepted", () => {
    expect(ratesOf(activity({ accepted: 200, delivered: 190, failed: 4, opted_out: 1 }))).toEqual({
      delivered: 0.95,
      failed: 0.02,
      optOuts: 0.005,
    });
  });

  it("have no meaning without messages", () => expect(ratesOf(activity({ opted_out: 3 }))).toBeNull());

  it("never exceed the whole when reports belong to an earlier period or a batch was refused", () => {
    expect(ratesOf(activity({ accepted: 10, delivered: 30, failed: 10, opted_out: 90 }))).toEqual({
      delivered: 0.75,
      failed: 0.25,
      optOuts: 1,
    });
    expect(ratesOf(activity({ failed: 5 }))?.failed).toBe(1);
  });

  it("compare with the period before, if there was one", () => {
    expect(changeOf(112.4, 100)).toBeCloseTo(0.124);
    expect(changeOf(0, 100)).toBe(-1);
    expect(changeOf(5, 0)).toBeNull();
  });

  it("change by points, to a tenth, and never by minus nothing", () => {
    expect(pointsOf(0.978, 0.975)).toBe(0.3);
    expect(pointsOf(0.02, 0.0312)).toBe(-1.1);
    expect(Object.is(pointsOf(0.5, 0.50001), 0)).toBe(true);
  });
});

describe("weeks", () => {
  const days = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      day: `day ${index}`,
      values: { accepted: 1, delivered: index, failed: 0, opted_out: 2 },
    }));

  it("end with the last day and leave out a rest at the beginning", () => {
    const weeks = weeksOf(days(365));
    expect(weeks).toHaveLength(52);
    expect(weeks[0]?.day).toBe("day 1");
    expect(weeks.at(-1)).toEqual({
      day: "day 358",
      values: { accepted: 7, delivered: 358 + 359 + 360 + 361 + 362 + 363 + 364, failed: 0, opted_out: 14 },
    });
  });

  it("are none for less than seven days", () => expect(weeksOf(days(6))).toEqual([]));
});

describe("the connection", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
  const connection = (some: Partial<Connection>): Connection => ({
    isSimulated: false,
    api: "sms",
    region: "eu",
    lastCallbackAt: null,
    lastAcceptedAt: null,
    workersAlive: 1,
    unreachable: null,
    ...some,
  });

  it.each<[string, Partial<Connection>, string]>([
    ["nothing was ever sent", {}, "quiet"],
    ["a callback followed the last text", { lastAcceptedAt: ago(30), lastCallbackAt: ago(29) }, "fine"],
    ["a text left just now", { lastAcceptedAt: ago(14), lastCallbackAt: ago(300) }, "fine"],
    [
      "nothing came back for a quarter of an hour",
      { lastAcceptedAt: ago(16), lastCallbackAt: ago(300) },
      "no_callbacks",
    ],
    ["nothing ever came back", { lastAcceptedAt: ago(16) }, "no_callbacks"],
    ["it is too long ago to tell", { lastAcceptedAt: ago(25 * 60) }, "quiet"],
    [
      "batches cannot be handed over",
      { unreachable: { batches: 2, reason: "ECONNREFUSED" }, lastCallbackAt: ago(1) },
      "unreachable",
    ],
    ["nobody works", { workersAlive: 0, lastAcceptedAt: ago(16) }, "no_worker"],
  ])("%s", (_words, some, state) => expect(connectionState(connection(some), now)).toBe(state));
});

describe("?days=", () => {
  it.each([
    ["7", 7],
    ["365", 365],
    [undefined, 30],
    ["31", 30],
    ["-7", 30],
    ["7; DROP", 30],
    [["7", "90"], 30],
  ])("%j", (raw, range) => expect(rangeSchema.parse(raw)).toBe(range));
});
