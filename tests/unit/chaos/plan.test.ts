import { expect, test } from "vitest";
import { faultPoints, parseFault } from "@/lib/fault-points";
import { deeds, type Plan, planOf } from "../../chaos/plan.ts";

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
  expect(kinds.size).toBe(21);
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
    for (const { kind } of faults) expect(deeds).toContain(kind);
  }
});
