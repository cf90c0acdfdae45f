import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanName, isPlausibleEmail, looksLikeNumber, mayStandInAddress, statusOf } from "@/lib/subscribers/rules";
import { listParamsSchema } from "@/lib/subscribers/schema";
import { tagNameSchema } from "@/lib/tags/schema";

describe("status", () => {
  const consentedAt = new Date("2026-11-01");

  test("an opt-out beats consent, and without consent nobody is subscribed", () => {
    expect(statusOf({ isSuppressed: true, consentedAt })).toBe("opted_out");
    expect(statusOf({ isSuppressed: true, consentedAt: null })).toBe("opted_out");
    expect(statusOf({ isSuppressed: false, consentedAt: null })).toBe("no_consent");
    expect(statusOf({ isSuppressed: false, consentedAt })).toBe("subscribed");
  });
});

test.each([
  ["+49 151 123", true],
  ["0151/123-45", true],
  ["(201) 555", true],
  ["12", false],
  ["Anna", false],
  ["Anna 2411", false],
  ["", false],
])("%j means a number: %s", (query, means) => {
  expect(looksLikeNumber(query)).toBe(means);
});

test("no search with six digits or more stands in an address", () => {
  expect(mayStandInAddress("anna 24")).toBe(true);
  expect(mayStandInAddress("tel 0151 234567")).toBe(false);
  fc.assert(
    fc.property(fc.integer({ min: 1_000_000, max: 999_999_999_999 }), fc.string(), (number, words) => {
      expect(mayStandInAddress(`${words}${number}`)).toBe(false);
    }),
  );
});

test.each([
  ["anna@example.com", true],
  ["a.b+c@sub.example.co", true],
  ["anna@example", false],
  ["anna example.com", false],
  ["a@b.c", false],
  ["<a@example.com>", false],
  [`${"a".repeat(250)}@example.com`, false],
])("%j is an e-mail address: %s", (text, is) => {
  expect(isPlausibleEmail(text)).toBe(is);
});

test("names are tidied and cut, never refused", () => {
  expect(cleanName("  Anna \t Maria\n")).toBe("Anna Maria");
  expect(cleanName("x".repeat(500))).toHaveLength(100);
});

test("an address with nonsense in it means an unfiltered list", () => {
  expect(listParamsSchema.parse({ q: "a", tag: "x", status: "nope", cursor: "c" })).toEqual({
    q: "a",
    tag: undefined,
    status: undefined,
    cursor: "c",
    found: undefined,
  });
});

test("names of tags are tidied", () => {
  expect(tagNameSchema.parse("  Spring \n 2026 ")).toBe("Spring 2026");
  expect(tagNameSchema.safeParse("   ").success).toBe(false);
  expect(tagNameSchema.safeParse("x".repeat(61)).success).toBe(false);
});
