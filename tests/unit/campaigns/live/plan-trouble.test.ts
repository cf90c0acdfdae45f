import { expect, test } from "vitest";
import { planTroubleOf } from "@/lib/campaigns/live/plan-trouble";

const now = 1_795_000_000;
const well = { share: 1, loweredAt: 0, strikes: 0, brokenUntil: 0, now };
const inTen = new Date((now + 10) * 1_000).toISOString();

test("a plan without trouble says nothing, nor does one for a campaign that does not run", () => {
  expect(planTroubleOf(null, "sending", 300)).toBeNull();
  expect(planTroubleOf(well, "sending", 300)).toBeNull();
  expect(planTroubleOf({ ...well, strikes: 3 }, "paused", 300)).toBeNull();
});

test("a lowered rate is told as it is now, until it is back", () => {
  const lowered = { ...well, share: 0.3, loweredAt: now - 2 };
  expect(planTroubleOf(lowered, "sending", 300)).toEqual({
    kind: "slowed",
    perSecond: 120,
    ofPerSecond: 300,
    waitsUntil: null,
  });
  expect(planTroubleOf({ ...lowered, loweredAt: now - 20 }, "sending", 300)).toBeNull();
  expect(planTroubleOf({ ...lowered, brokenUntil: now + 10 }, "sending", 300)).toMatchObject({ waitsUntil: inTen });
});

test("a breaker that is open says when somebody tries; one that is being tried does not", () => {
  const open = { ...well, strikes: 4, brokenUntil: now + 10 };
  expect(planTroubleOf(open, "sending", 300)).toEqual({ kind: "unclear", calls: 4, nextTryAt: inTen });
  expect(planTroubleOf({ ...open, brokenUntil: now - 1 }, "sending", 300)).toMatchObject({ nextTryAt: null });
  expect(planTroubleOf({ ...open, strikes: 2, brokenUntil: 0 }, "sending", 300)).toBeNull();
});
