import { expect, test } from "vitest";
import { createPatience, type Ending, type Limits, type Observation } from "../../chaos/patience.ts";

const limits: Limits = { standstillMs: 100, capMs: 1_000, looksAtRest: 3 };

/** One look every 10 ms, at what `at` says of that moment. */
function wait(at: (ms: number) => Observation): { ending: Ending | null; ms: number } {
  const judge = createPatience(0, limits);
  for (let ms = 0; ms <= 2_000; ms += 10) {
    const ending = judge(ms, at(ms));
    if (ending !== null) return { ending, ms };
  }
  return { ending: null, ms: Number.NaN };
}

const busy = ["30 batches ready"];

test("a run at rest has settled after several looks", () => {
  expect(wait(() => ({ open: [], progress: "" }))).toMatchObject({ ending: { kind: "settled", open: [] }, ms: 20 });
});

test("a slow run that moves once in a while has all the time up to the cap", () => {
  const slow = (ms: number): Observation => ({ open: ms < 900 ? busy : [], progress: String(Math.floor(ms / 90)) });
  expect(wait(slow)).toMatchObject({ ending: { kind: "settled" }, ms: 920 });
});

test("a run that still moves at the cap is named so, with its open work", () => {
  const endless = (ms: number): Observation => ({ open: busy, progress: String(ms) });
  expect(wait(endless)).toEqual({ ending: { kind: "moving", open: busy, limitMs: 1_000 }, ms: 1_000 });
});

test("a run that stands still with open work is stuck, counted from its last move", () => {
  const stuck = (ms: number): Observation => ({ open: busy, progress: String(Math.min(ms, 200)) });
  expect(wait(stuck)).toEqual({ ending: { kind: "stuck", open: busy, limitMs: 100 }, ms: 300 });
});

test("work that appears between two looks is waited for", () => {
  const late = (ms: number): Observation => ({ open: ms === 20 ? busy : [], progress: "" });
  expect(wait(late)).toMatchObject({ ending: { kind: "settled" }, ms: 50 });
});
