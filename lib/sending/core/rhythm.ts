/**
 * A lane's figures about itself, so that its batches leave on the dot: how long it takes to get one ready, what one
 * recipient weighs, and what its last batch took more or less than was reserved for it.
 */
export type Rhythm = { leadMs: number; weightEach: number; owed: number };

/** `weightEach` as far as it can be told before anything was composed. */
export function newRhythm(weightEach: number): Rhythm {
  // The first batch of a lane opens connections and plans statements. Where that takes longer, it leaves late, and is counted so.
  return { leadMs: 50, weightEach, owed: 0 };
}

/** A lane's figures for the slot that it asks for. */
export type SlotRequest = {
  /** How long it needs to get a batch ready, in seconds: on an idle plan no slot is sooner. */
  lead: number;
  /** The weight of one recipient on the plan: 1 where it counts messages, the parts of a text where it counts parts. */
  weightEach: number;
  /** The weight of the last batch beyond its reservation; negative where it took less. */
  owed: number;
};

/** The request to the limiter; a debt is told once. */
export function slotRequest(rhythm: Rhythm): { request: SlotRequest; rhythm: Rhythm } {
  const { leadMs, weightEach, owed } = rhythm;
  return { request: { lead: leadMs / 1_000, weightEach, owed }, rhythm: { ...rhythm, owed: 0 } };
}

/** Follows a slow batch at once, with something to spare, and forgets it slowly. */
export function prepared(rhythm: Rhythm, ms: number): Rhythm {
  return { ...rhythm, leadMs: Math.min(longestLeadMs, Math.max(ms * 1.5 + 2, rhythm.leadMs * 0.97)) };
}

const longestLeadMs = 200;

/** Settles what was reserved with what the batch turned out to be: nothing, if nobody in it was left to text. */
export function weighed(rhythm: Rhythm, reserved: number, weight: number, people: number): Rhythm {
  const weightEach = people > 0 ? weight / people : rhythm.weightEach;
  return { ...rhythm, weightEach, owed: rhythm.owed + weight - reserved };
}
