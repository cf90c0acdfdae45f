import { describe, expect, test } from "vitest";
import { holidaysOf, isHoliday } from "@/lib/compliance/holidays";

describe("holidays by rule", () => {
  test("federal ones, with the day on which they are kept", () => {
    expect(holidaysOf("US", 2026)).toEqual([
      "2026-01-01",
      "2026-01-19",
      "2026-02-16",
      "2026-05-25",
      "2026-06-19",
      "2026-07-03",
      "2026-07-04",
      "2026-09-07",
      "2026-10-12",
      "2026-11-11",
      "2026-11-26",
      "2026-12-25",
    ]);
    // New Year's Day 2028 is a Saturday, kept on the last day of 2027.
    expect(isHoliday("US", "2027-12-31")).toBe(true);
    expect(isHoliday("US", "2026-12-31")).toBe(false);
  });

  test("French ones, those around Easter included", () => {
    expect(holidaysOf("FR", 2027)).toEqual([
      "2027-01-01",
      "2027-03-29",
      "2027-05-01",
      "2027-05-06",
      "2027-05-08",
      "2027-05-17",
      "2027-07-14",
      "2027-08-15",
      "2027-11-01",
      "2027-11-11",
      "2027-12-25",
    ]);
    expect(isHoliday("FR", "2024-04-01")).toBe(true);
    expect(isHoliday("FR", "2038-04-26")).toBe(true);
  });
});
