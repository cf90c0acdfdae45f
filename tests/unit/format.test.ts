import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatAxisDay,
  formatBytes,
  formatChange,
  formatCompact,
  formatCount,
  formatCounted,
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatMoney,
  formatPercent,
  formatPhone,
  formatRelative,
  formatShare,
  formatShortDateTime,
  formatTime,
  maskPhone,
  plural,
} from "@/lib/format";

/** No-break spaces are asserted once, below; everywhere else they only blur the tables. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("figures", () => {
  test("counts are grouped and never rounded", () => {
    expect(formatCount(48_210)).toBe("48,210");
    expect(formatCount(12_345_678_901n)).toBe("12,345,678,901");
    expect(formatCounted(1, "message")).toBe("1 message");
    expect(formatCounted(12_480, "message")).toBe("12,480 messages");
    expect(formatCounted(0, "person", "people")).toBe("0 people");
    expect(formatCounted(1, "row was", "rows were")).toBe("1 row was");
    expect(formatCounted(0, "row was", "rows were")).toBe("0 rows were");
    expect([0, 1, 2, 1n, 0.5].map((count) => plural(count, "waits", "wait"))).toEqual([
      "wait",
      "waits",
      "wait",
      "waits",
      "wait",
    ]);
    expect(formatCompact(60_000)).toBe("60k");
    expect(formatCompact(1_250)).toBe("1.3k");
  });

  test.each([
    [0.978, 1, "97.8 %"],
    [0.62, 1, "62 %"],
    [0.0021, 2, "0.21 %"],
    [0, 1, "0 %"],
    [1, 1, "100 %"],
    [0.99999, 1, "99.9 %"],
    [0.0000001, 1, "<0.1 %"],
    [0.996, 0, "99 %"],
    [Number.NaN, 1, "–"],
  ])("%d with %d digits is %s", (ratio, digits, expected) => {
    expect(plain(formatPercent(ratio, digits))).toBe(expected);
  });

  test("only all of it is 100 % and only none of it is 0 %", () => {
    fc.assert(
      // Half of the parts lie next to an end, where rounding tempts.
      fc.property(fc.integer({ min: 4, max: 10_000_000 }), fc.nat(10_000_000), fc.nat(3), (whole, seed, end) => {
        const part = [seed % (whole + 1), seed % 4, whole - (seed % 4), Math.floor(whole / 2)][end] ?? 0;
        const text = plain(formatShare(part, whole));
        expect(text === "100 %").toBe(part === whole);
        expect(text === "0 %").toBe(part === 0);
      }),
    );
  });

  test("a share of nothing and changes with a sign", () => {
    expect(formatShare(0, 0)).toBe("–");
    expect(plain(formatChange(0.124))).toBe("+12.4 %");
    expect(plain(formatChange(-0.03))).toBe("−3 %");
    expect(plain(formatChange(0))).toBe("0 %");
  });

  test("money and sizes", () => {
    expect(formatMoney(41_620.55, "EUR")).toBe("€\u00a041,620.55");
    expect(plain(formatMoney(0.07, "EUR", 3))).toBe("€ 0.070");
    expect(plain(formatMoney(-3, "USD"))).toBe("−$ 3.00");
    expect(plain(formatMoney(12, "CHF"))).toBe("CHF 12.00");
    expect(plain(formatBytes(820))).toBe("820 B");
    expect(plain(formatBytes(4_512_000))).toBe("4.5 MB");
  });
});

describe("time", () => {
  test.each([
    [0, "0 s"],
    [400, "0.4 s"],
    [42_000, "42 s"],
    [76_000, "1 min 16 s"],
    [60_000, "1 min"],
    [3_599_900, "1 h"],
    [7_500_000, "2 h 5 min"],
    [273_600_000, "3 d 4 h"],
  ])("%d ms is %s", (ms, expected) => {
    expect(plain(formatDuration(ms))).toBe(expected);
  });

  test("relative to now", () => {
    const now = new Date("2026-11-21T08:41:00Z");
    const at = (seconds: number) => plain(formatRelative(new Date(now.getTime() + seconds * 1000), now));
    expect([at(-4), at(3 * 3600 + 100), at(0), at(-86_400)]).toEqual(["4 s ago", "in 3 h", "now", "1 d ago"]);
  });

  test("an instant is written in its zone, on the right day", () => {
    const instant = new Date("2026-11-21T23:30:07Z");
    expect(formatDateTime(instant, "Europe/Berlin")).toBe("22 Nov 2026, 00:30 Europe/Berlin");
    expect(formatDateTime(instant, "America/New_York")).toBe("21 Nov 2026, 18:30 America/New York");
    expect(formatDay(instant, "UTC")).toBe("Saturday 21 November 2026");
    expect(formatShortDateTime(instant, "UTC")).toBe("Sat 21 Nov, 23:30");
    expect(formatTime(instant, "UTC", { seconds: true })).toBe("23:30:07");
    expect(formatDate(new Date("2026-09-01T00:00:00Z"), "UTC")).toBe("1 Sep 2026");
    expect(formatAxisDay("2026-10-23")).toBe("23 Oct");
  });
});

describe("phone numbers", () => {
  test.each([
    ["+4917604069021", "+49 176 0406 9021", "+49 ••• •••• 9021"],
    ["+491713920036", "+49 171 392 0036", "+49 ••• ••• 0036"],
    ["+12135550100", "+1 213 555 0100", "+1 ••• ••• 0100"],
    ["+447911123456", "+44 7911 123456", "+44 •••• ••3456"],
    ["+33612345678", "+33 6 12 34 56 78", "+33 • •• •• 56 78"],
    ["+41791234567", "+41 79 123 45 67", "+41 •• ••• 45 67"],
    ["+4366012345678", "+43 660 123 456 78", "+43 ••• ••• •56 78"],
    ["+35312345678", "+353 123 456 78", "+353 ••• •56 78"],
    ["+77012345678", "+7 701 234 56 78", "+7 ••• ••• 56 78"],
    ["+2991234567", "+299 123 4567", "+299 ••• •567"],
  ])("%s", (e164, shown, masked) => {
    expect(formatPhone(e164)).toBe(shown);
    expect(maskPhone(e164)).toBe(masked);
  });

  test("what is no number is shown as it is and masked whole", () => {
    expect(formatPhone("ACME")).toBe("ACME");
    expect(maskPhone("0151 2345")).toBe("••••••••");
  });

  test("a mask shows at most four digits besides the calling code, and no digit is lost in the full form", () => {
    const number = fc.stringMatching(/^\+[1-9]\d{5,14}$/);
    fc.assert(
      fc.property(number, (e164) => {
        expect(formatPhone(e164).replaceAll(" ", "")).toBe(e164);
        const masked = maskPhone(e164);
        expect((masked.split(" ").slice(1).join("").match(/\d/g) ?? []).length).toBeLessThanOrEqual(4);
        expect(masked.replaceAll(" ", "")).toHaveLength(e164.length);
      }),
    );
  });
});
