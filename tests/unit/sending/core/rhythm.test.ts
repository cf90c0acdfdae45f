import { expect, test } from "vitest";
import { newRhythm, prepared, slotRequest, weighed } from "@/lib/sending/core/rhythm";

test("a slow batch is followed at once and forgotten slowly", () => {
  let rhythm = prepared(newRhythm(1), 200);
  expect(rhythm.leadMs).toBe(200);
  rhythm = prepared(rhythm, 2);
  expect(rhythm.leadMs).toBeCloseTo(194);
  for (let batch = 0; batch < 200; batch++) rhythm = prepared(rhythm, 2);
  expect(rhythm.leadMs).toBe(5);
});

test("what a batch took more or less than reserved is told once, and what one recipient weighs is remembered", () => {
  const first = slotRequest(weighed(newRhythm(3), 30, 40, 10));
  expect(first.request).toMatchObject({ owed: 10, weightEach: 4 });
  expect(slotRequest(first.rhythm).request).toMatchObject({ owed: 0, weightEach: 4 });
});

test("a batch in which nobody was left gives back all of it and teaches nothing", () => {
  expect(slotRequest(weighed(newRhythm(3), 30, 0, 0)).request).toMatchObject({ owed: -30, weightEach: 3 });
});
