import { type FaultPoint, faultPoints } from "@/lib/fault-points";
import { createDice, type Dice } from "./random.ts";
import { simulatorFault } from "./simulator-faults.ts";

/**
 * What a seed means: the campaign, the workers, and what goes wrong when. Timing itself is the machine's. Any change here
 * gives every seed another meaning, those in seeds.json included.
 */

/** What breaks. */
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

/** What people do meanwhile: no fault. */
export const deeds = [
  "stop_words",
  "start_words",
  "opt_out_by_hand",
  "pause",
  "cancel",
  "edit",
  "kill_switch",
] as const;

export type FaultKind = (typeof breakages)[number] | (typeof deeds)[number];

export type PlannedFault = { afterMs: number; kind: FaultKind; lastsMs: number; amount: number; simulator: object };

export type CampaignPlan = {
  body: string;
  /** So many go first, and the rest when nothing is wrong with them; null without. */
  canary: number | null;
  maxFailedPercent: number | null;
  /** For a moment later, instead of now. */
  isScheduled: boolean;
};

export type Plan = {
  seed: number;
  transport: "sms" | "conversation";
  people: number;
  rate: number;
  workers: number;
  campaigns: CampaignPlan[];
  /** FAULT of each start of a worker, in this order; none once they are used up. */
  faultPoints: (string | null)[];
  faults: PlannedFault[];
  /** Nothing breaks: then the rate is looked at strictly. */
  isQuiet: boolean;
  /** Offsets of the workers' wall clocks in ms, see clock.mjs; null where they are right. */
  clock: string | null;
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
  ["clock", 3],
  ["simulator", 10],
  ["stop_words", 6],
  ["start_words", 2],
  ["opt_out_by_hand", 2],
  ["pause", 3],
  ["cancel", 1],
  ["edit", 2],
  ["kill_switch", 2],
];

const bodies = ["Doors open at 5", "Hi {{first_name|there}}, doors open at 5", "Hallo {{first_name|du}} 🎉 bis später"];

export function planOf(seed: number): Plan {
  const dice = createDice(seed);
  const transport = dice.chance(0.2) ? "conversation" : "sms";
  const rate = dice.pick([40, 80, 150, 300, 600]);
  const seconds = dice.between(2, 9);
  const workers = dice.pick([1, 2, 2, 3]);
  const people = Math.min(3_000, Math.max(50, rate * seconds));
  const campaigns = Array.from({ length: dice.chance(0.25) ? 2 : 1 }, () => campaignOf(people, dice));
  const kinds = kindsFor(dice);
  const isQuiet = kinds === quietKinds;
  const points = Array.from({ length: workers + 2 }, () => (dice.chance(0.55) ? pointOf(dice) : null));
  const faults = faultsOf(kinds, seconds, dice);
  const hasClock = faults.some(({ kind }) => kind === "clock") || (!isQuiet && dice.chance(0.15));
  const clock = hasClock ? clockOf(dice) : null;
  return {
    seed,
    transport,
    people,
    rate,
    workers,
    campaigns,
    faultPoints: isQuiet ? [] : points,
    faults,
    isQuiet,
    clock,
  };
}

function campaignOf(people: number, dice: Dice): CampaignPlan {
  return {
    body: dice.pick(bodies),
    canary: dice.chance(0.2) ? dice.between(1, Math.floor(people / 2)) : null,
    maxFailedPercent: dice.chance(0.15) ? dice.pick([0.5, 3, 50]) : null,
    isScheduled: dice.chance(0.15),
  };
}

// Undisturbed otherwise, so that what is measured is the recovery from a death and nothing else.
const deathKinds: readonly FaultKind[] = ["kill", "stop_words"];
const quietKinds: readonly FaultKind[] = ["stop_words", "start_words", "opt_out_by_hand", "edit"];

/** Null: everything may happen. */
function kindsFor(dice: Dice): readonly FaultKind[] | null {
  const roll = dice.next();
  if (roll < 0.25) return deathKinds;
  return roll < 0.35 ? quietKinds : null;
}

function faultsOf(kinds: readonly FaultKind[] | null, seconds: number, dice: Dice): PlannedFault[] {
  const faults: PlannedFault[] = [];
  const count = dice.between(3, 9);
  while (faults.length < count) {
    const kind = kinds === null ? weighted(dice) : dice.pick(kinds);
    if (kind === "cancel" && (faults.length < 2 || faults.some((fault) => fault.kind === "cancel"))) continue;
    faults.push(faultOf(kind, dice, Math.ceil((seconds * 1_500) / count)));
  }
  return faults;
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

/** Right at first, or wrong from the start; then wrong in another way with each jump. */
function clockOf(dice: Dice): string {
  const hours = () => dice.pick([-26, -5, -1, 1, 5, 26]) * 3_600_000 + dice.between(0, 60_000);
  return [dice.chance(0.5) ? 0 : hours(), hours(), 0, hours(), hours()].join(",");
}
