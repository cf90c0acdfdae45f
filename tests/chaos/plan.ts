import { lastSecondsMs } from "@/lib/sending/rules";
import { clockOf, faultsOf, kindsFor, type PlannedFault, pointOf, quietKinds, unclearPointOf } from "./plan-faults.ts";
import { createDice, type Dice } from "./random.ts";

/**
 * The meaning of a seed: campaigns, their rules, workers, and faults with their moments. The real timing is the machine's.
 * A change here gives every seed another meaning, also those in seeds.json.
 */
export type CampaignPlan = {
  body: string;
  /** The number of people who go first; null without a canary. */
  canary: number | null;
  maxFailedPercent: number | null;
  /** `later` schedules the campaign; `local` makes waves by local time, a few seconds apart. */
  start: "now" | "later" | "local";
  /** The audience is half of the people. */
  isForHalf: boolean;
  /** The time from launch to the last moment; null for days. */
  lastsMs: number | null;
  /** The pause after the campaign before it. */
  afterMs: number;
};

export type Plan = {
  seed: number;
  transport: "sms" | "conversation";
  people: number;
  rate: number;
  workers: number;
  /** Settings about unclear batches, and about the number of texts to one person. */
  unknownBatches: "hold_and_cancel" | "never_resend";
  frequencyCap: { messages: number; days: number } | null;
  campaigns: CampaignPlan[];
  /** FAULT for each start of a worker, in this order. Later starts have none. */
  faultPoints: (string | null)[];
  faults: PlannedFault[];
  /** A quiet run has no faults, so its rate has a strict bound. */
  isQuiet: boolean;
  /** Offsets of the workers' wall clocks in ms, see clock.mjs; null for correct clocks. */
  clock: string | null;
};

const bodies = ["Doors open at 5", "Hi {{first_name|there}}, doors open at 5", "Hallo {{first_name|du}} 🎉 bis später"];

const starts: readonly CampaignPlan["start"][] = ["now", "now", "now", "now", "now", "now", "later", "local"];

export function planOf(seed: number): Plan {
  const dice = createDice(seed);
  const transport = dice.chance(0.2) ? "conversation" : "sms";
  const rate = dice.pick([40, 80, 150, 300, 600]);
  const seconds = dice.between(2, 9);
  const workers = dice.pick([1, 2, 2, 3]);
  const people = Math.min(3_000, Math.max(50, rate * seconds));
  const unknownBatches = dice.chance(0.15) ? "never_resend" : "hold_and_cancel";
  const frequencyCap = dice.chance(0.15) ? { messages: 1, days: dice.pick([1, 7, 30]) } : null;
  const campaigns = campaignsOf(people, seconds, frequencyCap !== null, dice);
  const kinds = kindsFor(dice);
  const isQuiet = kinds === quietKinds;
  // These settings make the engine ask about unclear batches: most such runs get one.
  const asks = !isQuiet && (transport === "conversation" || unknownBatches === "never_resend");
  const points = Array.from({ length: workers + 2 }, () => (dice.chance(0.55) ? pointOf(dice) : null));
  if (asks && dice.chance(0.7)) points[0] = unclearPointOf(dice);
  const faults = faultsOf(kinds, seconds, asks, dice);
  const hasClock = faults.some(({ kind }) => kind === "clock") || (!isQuiet && dice.chance(0.15));
  const clock = hasClock ? clockOf(dice) : null;
  const rules = { unknownBatches, frequencyCap } as const;
  const size = { people, rate, workers };
  return { seed, transport, ...size, ...rules, campaigns, faultPoints: isQuiet ? [] : points, faults, isQuiet, clock };
}

/**
 * Under a frequency cap the first campaign gets half of the people, or the second would have no audience. The first is not
 * scheduled: the second could take all of its people while it waits, and it would rightly ask a person.
 */
function campaignsOf(people: number, seconds: number, isCapped: boolean, dice: Dice): CampaignPlan[] {
  const many = isCapped || dice.chance(0.25) ? 2 : 1;
  return Array.from({ length: many }, (_, index) => ({
    ...campaignOf(people, seconds, dice),
    ...(isCapped && index === 0 && ({ start: "now" } as const)),
    isForHalf: isCapped && index === 0,
    afterMs: isCapped && index > 0 ? dice.between(0, 2_500) : 0,
  }));
}

/** A campaign to everybody that starts at once. */
export function plainCampaign(body: string): CampaignPlan {
  const unguarded = { canary: null, maxFailedPercent: null, lastsMs: null } as const;
  return { body, ...unguarded, start: "now", isForHalf: false, afterMs: 0 };
}

function campaignOf(people: number, seconds: number, dice: Dice): Omit<CampaignPlan, "isForHalf" | "afterMs"> {
  return {
    body: dice.pick(bodies),
    canary: dice.chance(0.2) ? dice.between(1, Math.floor(people / 2)) : null,
    maxFailedPercent: dice.chance(0.15) ? dice.pick([0.5, 3, 50]) : null,
    start: dice.pick(starts),
    // Workers need some seconds until they are up.
    lastsMs: dice.chance(0.2) ? lastSecondsMs + 3_000 + dice.between(0, seconds * 1_000) : null,
  };
}
