import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isZone, momentOf, wallClockAt } from "@/lib/compliance/wall-clock";

function read(date: string, time: string, zone: string) {
  const moment = momentOf({ date, time, zone });
  return moment && [moment.instant.toISOString(), moment.kind];
}

describe("a clock on a wall, as an instant", () => {
  test.each([
    ["2026-11-28", "10:00", "Europe/Berlin", "2026-11-28T09:00:00.000Z"],
    ["2026-07-01", "10:00", "Europe/Berlin", "2026-07-01T08:00:00.000Z"],
    ["2026-11-28", "23:30", "America/Los_Angeles", "2026-11-29T07:30:00.000Z"],
    ["2026-11-28", "00:15", "Pacific/Kiritimati", "2026-11-27T10:15:00.000Z"],
    ["2026-11-28", "10:00", "Asia/Kathmandu", "2026-11-28T04:15:00.000Z"],
    ["2026-11-28", "10:00", "UTC", "2026-11-28T10:00:00.000Z"],
  ])("%s %s in %s", (date, time, zone, expected) => {
    expect(read(date, time, zone)).toEqual([expected, "once"]);
  });

  test.each([
    ["Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T01:30:00.000Z"],
    ["America/New_York", "2027-03-14", "02:00", "2027-03-14T07:00:00.000Z"],
    ["Australia/Lord_Howe", "2027-10-03", "02:10", "2027-10-02T15:40:00.000Z"],
  ])("a time that %s skips is as much later as clocks jump", (zone, date, time, expected) => {
    expect(read(date, time, zone)).toEqual([expected, "missing"]);
  });

  test.each([
    ["Europe/Berlin", "2027-10-31", "02:30", "2027-10-31T00:30:00.000Z"],
    ["America/New_York", "2026-11-01", "01:59", "2026-11-01T05:59:00.000Z"],
  ])("of a time that %s has twice it is the first", (zone, date, time, expected) => {
    expect(read(date, time, zone)).toEqual([expected, "twice"]);
  });

  test("the edges of a change are ordinary", () => {
    expect(read("2027-03-28", "01:59", "Europe/Berlin")?.[1]).toBe("once");
    expect(read("2027-03-28", "03:00", "Europe/Berlin")?.[1]).toBe("once");
    expect(read("2027-10-31", "03:00", "Europe/Berlin")?.[1]).toBe("once");
  });

  test.each([
    ["2026-02-30", "10:00", "UTC"],
    ["2026-11-28", "24:00", "UTC"],
    ["", "10:00", "UTC"],
    ["2026-11-28", "10:00", "Europe/Nowhere"],
  ])("%s %s in %s is nothing", (date, time, zone) => {
    expect(read(date, time, zone)).toBeNull();
  });

  test("whatever the instant, its reading leads back to it, or to the first of the two", () => {
    const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"];
    const minutes = fc.integer({ min: Date.UTC(2024, 0) / 60_000, max: Date.UTC(2032, 0) / 60_000 });
    fc.assert(
      fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
        const instant = new Date(minute * 60_000);
        const moment = momentOf(wallClockAt(instant, zone));
        if (moment?.kind === "once") expect(moment.instant).toEqual(instant);
        else expect([0, 1_800_000, 3_600_000]).toContain(instant.getTime() - Number(moment?.instant));
        expect(moment?.kind).not.toBe("missing");
      }),
    );
  });

  test("a zone is one that the platform knows", () => {
    expect([isZone("Europe/Berlin"), isZone("UTC"), isZone("Mars/Olympus"), isZone("")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
