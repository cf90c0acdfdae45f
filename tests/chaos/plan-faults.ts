import { type FaultPoint, faultPoints } from "@/lib/fault-points";
import type { Dice } from "./random.ts";
import { simulatorFault } from "./simulator-faults.ts";

/** The faults and user actions of a run, and the weight of each. */

/** Faults of machines, networks, databases and Sinch. */
const breakages = [
  "kill",
  "freeze",
  "terminate",
  "postgres_immediate",
  "postgres_kill",
  "backends",
  "refuse",
  "drop",
  "delay",
  "cut",
  "half_open",
  "callbacks_drop",
  "clock",
  "simulator",
] as const;

/** Actions of people during the run. They are no faults. */
export const userActions = [
  "stop_keyword",
  "start_keyword",
  "operator_opt_out",
  "pause",
  "cancel",
  "edit",
  "kill_switch",
  "decide",
] as const;

export type FaultKind = (typeof breakages)[number] | (typeof userActions)[number];

export type PlannedFault = { afterMs: number; kind: FaultKind; lastsMs: number; amount: number; simulator: object };

const weights: [FaultKind, number][] = [
  ["kill", 5],
  ["freeze", 2],
  ["terminate", 1],
  ["postgres_immediate", 2],
  ["postgres_kill", 1],
  ["backends", 2],
  ["refuse", 2],
  ["drop", 2],
  ["delay", 2],
  ["cut", 3],
  ["half_open", 1],
  ["callbacks_drop", 2],
  ["clock", 3],
  ["simulator", 10],
  ["stop_keyword", 6],
  ["start_keyword", 2],
  ["operator_opt_out", 2],
  ["pause", 3],
  ["cancel", 1],
  ["edit", 2],
  ["kill_switch", 2],
  ["decide", 3],
];

// These runs have no other disturbance, so they measure the recovery from a death alone.
const deathKinds: readonly FaultKind[] = ["kill", "stop_keyword"];
export const quietKinds: readonly FaultKind[] = ["stop_keyword", "start_keyword", "operator_opt_out", "edit"];

/** Null allows every kind. */
export function kindsFor(dice: Dice): readonly FaultKind[] | null {
  const roll = dice.next();
  if (roll < 0.25) return deathKinds;
  return roll < 0.35 ? quietKinds : null;
}

/** `decides`: a person is there from the start to answer the engine's questions. */
export function faultsOf(
  kinds: readonly FaultKind[] | null,
  seconds: number,
  decides: boolean,
  dice: Dice,
): PlannedFault[] {
  const count = dice.between(3, 9);
  const faults = decides ? [faultOf("decide", dice, 200)] : [];
  while (faults.length < count) {
    const kind = kinds === null ? weighted(dice) : dice.pick(kinds);
    if (kind === "cancel" && (faults.length < 2 || faults.some((fault) => fault.kind === "cancel"))) continue;
    faults.push(faultOf(kind, dice, Math.ceil((seconds * 1_500) / count)));
  }
  return faults;
}

/** All points have the same chance. Some freeze the worker instead of killing it. */
export function pointOf(dice: Dice): string {
  const point: FaultPoint = dice.pick(faultPoints);
  return `${point}:${dice.pick([1, 1, 2, 3, 5])}:${dice.chance(0.15) ? "stop" : "kill"}`;
}

/** A death that leaves an unclear batch. */
export function unclearPointOf(dice: Dice): string {
  const point = dice.pick<FaultPoint>(["attempt.afterIntent", "attempt.afterPost"]);
  return `${point}:${dice.between(1, 3)}:kill`;
}

function weighted(dice: Dice): FaultKind {
  let left = dice.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of weights) {
    left -= weight;
    if (left < 0) return kind;
  }
  return "kill";
}

function faultOf(kind: FaultKind, dice: Dice, spreadMs: number): PlannedFault {
  return {
    afterMs: dice.between(50, Math.max(200, spreadMs)),
    kind,
    lastsMs: dice.between(100, 2_000),
    amount: dice.between(1, 6),
    simulator: simulatorFault(dice),
  };
}

/** The clock starts right or wrong. Each jump gives it another error. */
export function clockOf(dice: Dice): string {
  const hours = () => dice.pick([-26, -5, -1, 1, 5, 26]) * 3_600_000 + dice.between(0, 60_000);
  return [dice.chance(0.5) ? 0 : hours(), hours(), 0, hours(), hours()].join(",");
}
