/**
 * Which database this is. A copy differs from its original in at least one part, whichever way it was made: another server
 * (`system`), another database of the server (`database`), tables that were made anew from a dump (`table`), or a history
 * that branched off, as after a restore to a point in time (`timeline`). null: Postgres does not tell us.
 */
export type Identity = Record<IdentityPart, string | null>;

export const identityParts = ["system", "database", "table", "timeline"] as const;
export type IdentityPart = (typeof identityParts)[number];

const unknown = "-";

/** As it is kept in the database itself, so that it travels with every copy. */
export function toFence(identity: Identity): string {
  return identityParts.map((part) => identity[part] ?? unknown).join("/");
}

function fromFence(fence: string): Identity | null {
  const values = fence.split("/");
  if (values.length !== identityParts.length) return null;
  const entries = identityParts.map((part, index) => [part, values[index] === unknown ? null : values[index]]);
  return Object.fromEntries(entries) as Identity;
}

/** What is not known on either side tells nothing. A fence that nobody can read differs in everything. */
export function differencesOf(fence: string, current: Identity): IdentityPart[] {
  const stored = fromFence(fence);
  if (stored === null) return [...identityParts];
  return identityParts.filter(
    (part) => stored[part] !== null && current[part] !== null && stored[part] !== current[part],
  );
}

export type FenceSeen = {
  /** What the database says it is; empty before its first worker. */
  fence: string;
  current: Identity;
  /** The fence with which this process last found everything as it should be; null if it never did. */
  held: string | null;
  /** Whether this process finds what it last wrote: nothing that it knows to be committed is missing. */
  isContinuous: boolean;
};

/**
 * `adopt` writes the current identity down. A new timeline alone may be a failover instead of a restore: whoever was there
 * before, and misses nothing of what it had committed, knows that the history only went on elsewhere. A process that
 * has just started cannot know.
 */
export function decideFence({ fence, current, held, isContinuous }: FenceSeen): "go" | "adopt" | "lock" {
  if (fence === "") return "adopt";
  const differences = differencesOf(fence, current);
  if (differences.length === 0) return toFence(current) === fence ? "go" : "adopt";
  const isTimelineOnly = differences.every((part) => part === "timeline");
  return isTimelineOnly && held === fence && isContinuous ? "adopt" : "lock";
}

export const differenceWords: Record<IdentityPart, string> = {
  system: "It runs on another Postgres server than before.",
  database: "It is another database than before.",
  table: "Its tables were made anew, as a dump does when it is restored.",
  timeline: "Its history branched off, as after a restore to a point in time or a failover.",
};
