import { expect, test } from "vitest";
import { ask, left, newRhythm, prepared } from "@/lib/sending/core/rhythm";

test("a slow batch is followed at once and forgotten slowly", () => {
  let rhythm = prepared(newRhythm, 200);
  expect(rhythm.leadMs).toBe(200);
  rhythm = prepared(rhythm, 2);
  expect(rhythm.leadMs).toBeCloseTo(194);
  for (let batch = 0; batch < 200; batch++) rhythm = prepared(rhythm, 2);
  expect(rhythm.leadMs).toBe(5);
});

test("a missed slot is told once, and never for more than the batch's share", () => {
  const told = (lateByMs: number) => ask(left(newRhythm, lateByMs, 4, 100));
  expect(told(2).asking.lateness).toBe(0);
  expect(told(44).asking.lateness).toBe(0.04);
  expect(ask(told(44).rhythm).asking.lateness).toBe(0);
  expect(told(5_000).asking.lateness).toBe(0.1);
});
