import { expect, test } from "vitest";
import { faultPoints, parseFault } from "@/lib/fault-points";
import { type Plan, planOf } from "../../chaos/plan.ts";
import { type FaultKind, userActions } from "../../chaos/plan-faults.ts";
import { readSeeds } from "../../chaos/seeds.ts";

const plans: Plan[] = Array.from({ length: 2_000 }, (_, seed) => planOf(seed + 1));

test("a seed always means the same", () => {
  for (const plan of plans.slice(0, 50)) expect(planOf(plan.seed)).toEqual(plan);
});

test("every fault point is tried, to die at and to freeze at", () => {
  const faults = plans.flatMap((plan) => plan.faultPoints.flatMap((text) => parseFault(text ?? "") ?? []));
  for (const signal of ["SIGKILL", "SIGSTOP"]) {
    const tried = faults.filter((fault) => fault.signal === signal).map((fault) => fault.point);
    expect(new Set(tried)).toEqual(new Set(faultPoints));
  }
});

test("every kind of fault happens, and a campaign is canceled at most once", () => {
  const kinds = new Set(plans.flatMap((plan) => plan.faults.map((fault) => fault.kind)));
  expect(kinds.size).toBe(22);
  for (const { faults } of plans) {
    expect(faults.filter((fault) => fault.kind === "cancel").length).toBeLessThanOrEqual(1);
  }
});

test("campaigns are of 50 to 3,000 people", () => {
  for (const { people } of plans) expect(people >= 50 && people <= 3_000).toBe(true);
});

test("both transports, wrong clocks and quiet runs are among them", () => {
  expect(plans.filter(({ transport }) => transport === "conversation").length).toBeGreaterThan(300);
  expect(plans.filter(({ clock }) => clock !== null).length).toBeGreaterThan(300);
  const quiet = plans.filter(({ isQuiet }) => isQuiet);
  expect(quiet.length).toBeGreaterThan(100);
  for (const { faults, faultPoints: points, clock } of quiet) {
    expect({ points, clock }).toEqual({ points: [], clock: null });
    for (const { kind } of faults) expect(userActions).toContain(kind);
  }
});

test("every rule that a campaign may be under is among them, also while everything breaks", () => {
  const wild = plans.filter(({ isQuiet }) => !isQuiet);
  const campaigns = wild.flatMap((plan) => plan.campaigns);
  expect(wild.filter(({ unknownBatches }) => unknownBatches === "never_resend").length).toBeGreaterThan(200);
  expect(campaigns.filter(({ lastsMs }) => lastsMs !== null).length).toBeGreaterThan(200);
  for (const start of ["later", "local"]) expect(campaigns.some((campaign) => campaign.start === start)).toBe(true);
  const asking = wild.filter((plan) => plan.transport === "conversation" || plan.unknownBatches === "never_resend");
  const isAnswered = ({ faults }: Plan) => faults.some(({ kind }) => kind === "decide");
  expect(asking.filter(isAnswered).length).toBe(asking.length);
});

test("under a frequency cap there are two campaigns, and the second is for more people than the first", () => {
  const capped = plans.filter(({ frequencyCap }) => frequencyCap !== null);
  expect(capped.length).toBeGreaterThan(200);
  for (const { campaigns } of capped) expect(campaigns.map(({ isForHalf }) => isForHalf)).toEqual([true, false]);
  for (const { campaigns } of capped) expect(campaigns[0]?.start).toBe("now");
});

test("the seeds that every test run replays go through all rules, and through the death of everything", () => {
  const kept = readSeeds().replayed.map(planOf);
  const campaigns = kept.flatMap((plan) => plan.campaigns);
  const kinds = new Set(kept.flatMap((plan) => plan.faults.map(({ kind }) => kind)));
  expect(new Set(kept.map(({ transport }) => transport))).toEqual(new Set(["sms", "conversation"]));
  expect(new Set(kept.map(({ unknownBatches }) => unknownBatches)).size).toBe(2);
  expect(new Set(campaigns.map(({ start }) => start))).toEqual(new Set(["now", "later", "local"]));
  expect(kept.some(({ clock }) => clock !== null)).toBe(true);
  expect(kept.some(({ frequencyCap }) => frequencyCap !== null)).toBe(true);
  expect(campaigns.some(({ lastsMs }) => lastsMs !== null)).toBe(true);
  expect(campaigns.some(({ canary }) => canary !== null)).toBe(true);
  expect(kept.filter(({ faultPoints: points }) => points.some(Boolean)).length).toBeGreaterThanOrEqual(3);
  for (const kind of ["kill", "backends", "drop", "decide", "stop_keyword"] as const) expect(kinds).toContain(kind);
  expect(["postgres_immediate", "postgres_kill"].some((kind) => kinds.has(kind as FaultKind))).toBe(true);
});
