import { type FaultPoint, faultPoints } from "@/lib/fault-points";
import { createDice, type Dice } from "./random.ts";

/**
 * What a seed means: the campaign, the workers, and what goes wrong when. Timing itself is the machine's. Any change here
 * gives every seed another meaning, those in seeds.json included.
 */

export type FaultKind =
  | "kill"
  | "freeze"
  | "terminate"
  | "postgres_immediate"
  | "postgres_kill"
  | "backends"
  | "refuse"
  | "drop"
  | "delay"
  | "cut"
  | "half_open"
  | "callbacks_drop"
  | "simulator"
  | "stop_words"
  | "pause"
  | "cancel"
  | "edit";

export type PlannedFault = { afterMs: number; kind: FaultKind; lastsMs: number; amount: number; simulator: object };

export type CampaignPlan = { body: string };

export type Plan = {
  seed: number;
  people: number;
  rate: number;
  workers: number;
  campaigns: CampaignPlan[];
  /** FAULT of each start of a worker, in this order; none once they are used up. */
  faultPoints: (string | null)[];
  faults: PlannedFault[];
};

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
  ["simulator", 10],
  ["stop_words", 6],
  ["pause", 3],
  ["cancel", 1],
  ["edit", 2],
];

const bodies = ["Doors open at 5", "Hi {{first_name|there}}, doors open at 5", "Hallo {{first_name|du}} 🎉 bis später"];

export function planOf(seed: number): Plan {
  const dice = createDice(seed);
  const rate = dice.pick([40, 80, 150, 300, 600]);
  const seconds = dice.between(2, 9);
  const workers = dice.pick([1, 2, 2, 3]);
  const people = Math.min(3_000, Math.max(50, rate * seconds));
  const campaigns = Array.from({ length: dice.chance(0.25) ? 2 : 1 }, () => ({ body: dice.pick(bodies) }));
  const points = Array.from({ length: workers + 2 }, () => (dice.chance(0.55) ? pointOf(dice) : null));
  const faults: PlannedFault[] = [];
  const count = dice.between(3, 9);
  // Undisturbed otherwise, so that what is measured is the recovery from a death and nothing else.
  const isOnlyDeath = dice.chance(0.25);
  while (faults.length < count) {
    const kind = isOnlyDeath ? dice.pick<FaultKind>(["kill", "stop_words"]) : weighted(dice);
    if (kind === "cancel" && (faults.length < 2 || faults.some((fault) => fault.kind === "cancel"))) continue;
    faults.push(faultOf(kind, dice, Math.ceil((seconds * 1_500) / count)));
  }
  return { seed, people, rate, workers, campaigns, faultPoints: points, faults };
}

/** Every point has the same chance; some freeze instead of killing. */
function pointOf(dice: Dice): string {
  const point: FaultPoint = dice.pick(faultPoints);
  return `${point}:${dice.pick([1, 1, 2, 3, 5])}:${dice.chance(0.15) ? "stop" : "kill"}`;
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

/** Bounded in time, so that what nothing ran into is gone when the campaign drains. */
function simulatorFault(dice: Dice): object {
  const status = dice.pick([500, 503]);
  const callbacks = dice.pick([3, 20, 200]);
  return {
    seconds: 15,
    ...dice.pick<object>([
      { kind: "status", status: 429, retryAfter: dice.pick([0, 1]), times: dice.between(1, 3) },
      { kind: "status", status: 429, times: 1 },
      { kind: "status", status, times: dice.between(1, 2) },
      { kind: "status_after_accept", status, times: dice.between(1, 2) },
      { kind: "hang_after_accept", times: 1 },
      { kind: "cut_response", bytes: dice.between(0, 60), times: dice.between(1, 2) },
      { kind: "delay", ms: dice.between(50, 1_500), times: dice.between(1, 4) },
      { kind: "refuse", times: dice.between(1, 3) },
      { kind: "callback_before_response", ms: 1_000, times: dice.between(1, 3) },
      { kind: "duplicate_callbacks", times: callbacks },
      { kind: "reorder_callbacks", times: callbacks },
      { kind: "late_callbacks", ms: dice.between(200, 3_000), times: callbacks },
      { kind: "wrong_signature", times: dice.between(1, 5) },
      { kind: "missing_callbacks", times: dice.between(1, 5) },
      { kind: "unknown_batch_callbacks", times: dice.between(1, 5) },
    ]),
  };
}
