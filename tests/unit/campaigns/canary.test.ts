import { expect, test } from "vitest";
import { canaryPeople } from "@/lib/campaigns/rules";

test.each([
  ["percent", 5, 12_480, 624],
  ["percent", 0.1, 1_000, 1],
  ["percent", 1, 10, 1],
  ["percent", 33.3, 10, 4],
  ["percent", 1.1, 1_000, 11],
  ["percent", 100, 7, 7],
  ["percent", 5, 0, 0],
  ["people", 500, 12_480, 500],
  ["people", 500, 40, 40],
] as const)("%s %d of %d people are %d", (unit, amount, eligible, expected) => {
  expect(canaryPeople({ unit, amount }, eligible)).toBe(expected);
});
