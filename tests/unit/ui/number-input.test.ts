import { describe, expect, test } from "vitest";
import { numberOf } from "@/components/ui/number-input";

describe("a number that somebody types", () => {
  test.each([
    ["5", 0, 5],
    [" 30 ", 0, 30],
    ["0.5", 1, 0.5],
    ["2,5", 1, 2.5],
    ["100", 0, 100],
  ])("%j is taken", (text, digits, expected) => {
    expect(numberOf(text, 0.1, 100, digits)).toBe(expected);
  });

  test.each([
    ["", 0],
    ["0", 0],
    ["101", 0],
    ["1.5", 0],
    ["0.55", 1],
    ["-3", 0],
    ["1e2", 0],
    ["five", 0],
  ])("%j is not", (text, digits) => {
    expect(numberOf(text, 0.1, 100, digits)).toBeNull();
  });
});
