/** How a run ended: at rest, at a standstill with work left, or on the move when its time was up. */
export type Ending = {
  kind: "settled" | "stuck" | "moving";
  /** The work that was left, in words; empty for a settled run. */
  open: readonly string[];
  /** The limit that ended the wait; 0 for a settled run. */
  limitMs: number;
};

/** One look at a run. `progress` differs from the look before when anything moved meanwhile. */
export type Observation = { open: readonly string[]; progress: string };

export type Limits = {
  /** A run that has not moved for so long is stuck. Leases and frozen workers stand still for a minute. */
  standstillMs: number;
  /** A run that still moves after so long has not finished. */
  capMs: number;
  /** Work may appear between two tables: several looks in a row have to find none. */
  looksAtRest: number;
};

export const limits: Limits = { standstillMs: 240_000, capMs: 15 * 60_000, looksAtRest: 3 };

/**
 * The patience of the drain follows progress, not time: a busy machine makes a run slow, and a slow run loses no one. The
 * returned function judges each look and says null while the wait goes on.
 */
export function createPatience(startedAt: number, { standstillMs, capMs, looksAtRest }: Limits = limits) {
  let movedAt = startedAt;
  let progress: string | null = null;
  let atRest = 0;
  return (now: number, look: Observation): Ending | null => {
    if (look.progress !== progress) movedAt = now;
    progress = look.progress;
    atRest = look.open.length === 0 ? atRest + 1 : 0;
    if (atRest === looksAtRest) return { kind: "settled", open: [], limitMs: 0 };
    if (now - movedAt >= standstillMs) return { kind: "stuck", open: look.open, limitMs: standstillMs };
    if (now - startedAt >= capMs) return { kind: "moving", open: look.open, limitMs: capMs };
    return null;
  };
}
