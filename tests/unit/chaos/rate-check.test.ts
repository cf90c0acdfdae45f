import { expect, test } from "vitest";
import { fullestSecond } from "../../chaos/rate-check.ts";

test("a second is open at its end: what is exactly a second later is in the next", () => {
  expect(fullestSecond([])).toBe(0);
  expect(fullestSecond([0, 1_000, 2_000])).toBe(1);
  expect(fullestSecond([0, 999, 1_000, 1_001, 3_000])).toBe(3);
  expect(fullestSecond([5, 5, 5])).toBe(3);
});
