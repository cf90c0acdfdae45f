import { expect, test } from "vitest";
import { statusOfCode } from "@/lib/simulator/carrier/codes";
import { delayOf, fateOf } from "@/lib/simulator/carrier/fate";

const crowd = Array.from({ length: 20_000 }, (_, index) => `4915${100_000_000 + index * 37}`);

test("97 % of a crowd are delivered, the rest fails in several ways", () => {
  const codes = crowd.map((digits) => fateOf(digits, 1).code);
  const delivered = codes.filter((code) => code === 0).length / crowd.length;
  expect(delivered).toBeGreaterThan(0.96);
  expect(delivered).toBeLessThan(0.98);
  expect(new Set(codes).size).toBe(8);
});

test("the seed decides, and nothing else", () => {
  expect(crowd.map((digits) => fateOf(digits, 7))).toEqual(crowd.map((digits) => fateOf(digits, 7)));
  expect(crowd.map((digits) => fateOf(digits, 7).code)).not.toEqual(crowd.map((digits) => fateOf(digits, 8).code));
});

test.each([
  ["4915199990000", 0, "Delivered"],
  ["12015990150", 150, "Failed"],
  ["4915199990402", 402, "Aborted"],
  ["4915199990061", 61, "Rejected"],
  ["4915199990159", 159, "Expired"],
  ["4915199990255", 255, "Deleted"],
  ["4915199990399", 399, "Unknown"],
])("the last digits of %s force code %i, %s", (digits, code, status) => {
  expect(fateOf(digits, 3).code).toBe(code);
  expect(statusOfCode(code)).toBe(status);
});

test("some numbers have a character", () => {
  expect(fateOf("4915199991001", 1).isSilent).toBe(true);
  expect(fateOf("4915199991002", 1).delayFactor).toBe(20);
  expect(fateOf("4915199991003", 1).reply).toBe("STOP");
});

test("delays stay in their span and half of them are early", () => {
  const delays = crowd.map((digits) => delayOf(digits, 5, { minMs: 100, maxMs: 900 })).sort((a, b) => a - b);
  expect(delays.at(0)).toBeGreaterThanOrEqual(100);
  expect(delays.at(-1)).toBeLessThanOrEqual(900);
  expect(delays[delays.length / 2]).toBeLessThan(250);
});

test("shares are met within a percent, by code and by character", () => {
  const moods = {
    shares: { "150": 0.2, silent: 0.1, stop: 0.05 },
    behaviour: { landlineCode: 5, optedOutCode: 61 as const },
  };
  const fates = crowd.map((digits) => fateOf(digits, 3, moods));
  const share = (isIt: (fate: (typeof fates)[number]) => boolean) => fates.filter(isIt).length / crowd.length;
  expect(share(({ code }) => code === 150)).toBeCloseTo(0.2, 1);
  expect(share(({ isSilent }) => isSilent)).toBeCloseTo(0.1, 1);
  expect(share(({ reply }) => reply === "STOP")).toBeCloseTo(0.05, 1);
  expect(fateOf("4915199991007", 1, moods).code).toBe(5);
  expect(fateOf("4915199991008", 1, moods).code).toBe(61);
});
