import { lastSecondsMs } from "@/lib/sending/rules";
import { clockOf, faultsOf, kindsFor, type PlannedFault, pointOf, quietKinds, unclearPointOf } from "./plan-faults.ts";
import { createDice, type Dice } from "./random.ts";

/**
 * What a seed means: the campaigns, the rules they obey, the workers, and what goes wrong when. Timing itself is the machine's.
 * Any change here gives every seed another meaning, those in seeds.json included.
 */
export type CampaignPlan = {
  body: string;
  /** So many go first, and the rest when nothing is wrong with them; null without. */
  canary: number | null;
  maxFailedPercent: number | null;
  /** For a moment later, instead of now; by local time in waves, of which each is a few seconds behind the one before. */
  start: "now" | "later" | "local";
  /** To half of the people, instead of to all. */
  isForHalf: boolean;
  /** Nothing leaves when it has been under way for so long; null for days. */
  lastsMs: number | null;
  /** So long after the campaign before it. */
  afterMs: number;
};

export type Plan = {
  seed: number;
  transport: "sms" | "conversation";
  people: number;
  rate: number;
  workers: number;
  /** What Settings say about batches of which nobody knows, and about texts to one person. */
  unknownBatches: "hold_and_cancel" | "never_resend";
  frequencyCap: { messages: number; days: number } | null;
  campaigns: CampaignPlan[];
  /** FAULT of each start of a worker, in this order; none once they are used up. */
  faultPoints: (string | null)[];
  faults: PlannedFault[];
  /** Nothing breaks: then the rate is looked at strictly. */
  isQuiet: boolean;
  /** Offsets of the workers' wall clocks in ms, see clock.mjs; null where they are right. */
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
  // Where the engine asks about unclear batches, it is worth having some.
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
 * Under a frequency cap the second one is also for people whom the first one is not for, or it could not be sent; and the first
 * one is not scheduled, or the second one could take all of its people while it waits: then it asks a person, and rightly so.
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

/** Now, to everybody. */
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
