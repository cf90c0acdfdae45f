/**
 * What a lane learns about itself, so that its batches leave on the dot: how long it takes to get one ready, and by how
 * much the last one missed its slot.
 */
export type Rhythm = { leadMs: number; latenessMs: number };

/** The first batch of a lane opens connections and plans statements. */
export const newRhythm: Rhythm = { leadMs: 150, latenessMs: 0 };

/** What a lane knows when it asks for a slot, in seconds. */
export type Asking = {
  /** How long it needs to get a batch ready: on an idle plan no slot is sooner. */
  lead: number;
  /** How much its last batch missed its slot: everybody else moves back as much, so that none come too close together. */
  lateness: number;
};

/** What to tell the limiter; a miss is told once. */
export function ask(rhythm: Rhythm): { asking: Asking; rhythm: Rhythm } {
  const asking = { lead: rhythm.leadMs / 1_000, lateness: rhythm.latenessMs / 1_000 };
  return { asking, rhythm: { ...rhythm, latenessMs: 0 } };
}

/** Follows a slow batch at once, with something to spare, and forgets it slowly. */
export function prepared(rhythm: Rhythm, ms: number): Rhythm {
  return { ...rhythm, leadMs: Math.min(longestLeadMs, Math.max(ms * 1.5 + 2, rhythm.leadMs * 0.97)) };
}

const longestLeadMs = 200;

/** `shareMs` is the batch's own share of the rate: being late costs no more than not having been there. */
export function left(rhythm: Rhythm, lateByMs: number, toleratedMs: number, shareMs: number): Rhythm {
  const latenessMs = lateByMs <= toleratedMs ? 0 : Math.min(lateByMs - toleratedMs, shareMs);
  return { ...rhythm, latenessMs };
}
