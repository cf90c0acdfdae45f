import type { World } from "./world.ts";

/** What was done to a run, for the checks. Instants are milliseconds since 1970. */
export type Notes = {
  faults: Record<string, number>;
  pauses: (Span & { campaignId: number })[];
  cancels: { campaignId: number; at: number }[];
  /** The kill switch. */
  halts: Span[];
  /** What people said about being texted, in the order in which they did. */
  keywords: Keyword[];
  /** How many more of the engine's questions about unclear batches somebody will answer. */
  toDecide: number;
  /** When something else than the death of a worker held the sending up. */
  disturbances: Span[];
  /** Things that end later than the fault itself. */
  pending: Promise<unknown>[];
};

export type Span = { from: number; to: number };

export type Keyword = {
  phone: string;
  kind: "stop" | "start";
  /** Written on the handset, or said to an administrator. */
  by: "handset" | "operator";
  sentAt: number;
  /** Sinch saw it acknowledged at the latest then; null while that is not known. */
  acknowledgedAt: number | null;
};

export function emptyNotes(): Notes {
  return { faults: {}, pauses: [], cancels: [], halts: [], keywords: [], toDecide: 0, disturbances: [], pending: [] };
}

export function count(notes: Notes, kind: string, times = 1): void {
  notes.faults[kind] = (notes.faults[kind] ?? 0) + times;
}

export function disturb({ notes }: Pick<World, "notes">, ms: number): void {
  notes.disturbances.push({ from: Date.now(), to: Date.now() + ms });
}

export function note(world: Pick<World, "notes">, kind: string, ms: number): void {
  count(world.notes, kind);
  disturb(world, ms);
}

/** Each person's last word, where it was taken. */
export function lastKeywords({ keywords }: Notes): Keyword[] {
  const last = new Map<string, Keyword>();
  for (const keyword of keywords) last.set(keyword.phone, keyword);
  return [...last.values()].filter((keyword) => keyword.acknowledgedAt !== null);
}

/** Whether a STOP held all the time from before `from` on: taken before, and no START written since. */
export function isStoppedSince({ keywords }: Notes, phone: string, from: number): boolean {
  const own = keywords.filter((keyword) => keyword.phone === phone && keyword.sentAt <= from);
  const last = own.at(-1);
  return last?.kind === "stop" && last.acknowledgedAt !== null && last.acknowledgedAt < from;
}
