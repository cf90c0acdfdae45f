import type { World } from "./world.ts";

/** What was done to a run, for the checks. Instants are milliseconds since 1970. */
export type Notes = {
  faults: Record<string, number>;
  pauses: (Span & { campaignId: number })[];
  cancels: { campaignId: number; at: number }[];
  /** The kill switch. */
  halts: Span[];
  /** What people said about being texted, in the order in which they did. */
  words: Word[];
  /** How many more of the engine's questions about unclear batches somebody will answer. */
  toDecide: number;
  /** When something else than the death of a worker held the sending up. */
  disturbances: Span[];
  /** Things that end later than the fault itself. */
  pending: Promise<unknown>[];
};

export type Span = { from: number; to: number };

export type Word = {
  phone: string;
  kind: "stop" | "start";
  /** Written on the handset, or said to an administrator. */
  by: "handset" | "hand";
  saidAt: number;
  /** Sinch saw it acknowledged at the latest then; null while that is not known. */
  takenAt: number | null;
};

export function emptyNotes(): Notes {
  return { faults: {}, pauses: [], cancels: [], halts: [], words: [], toDecide: 0, disturbances: [], pending: [] };
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
export function lastWords({ words }: Notes): Word[] {
  const last = new Map<string, Word>();
  for (const word of words) last.set(word.phone, word);
  return [...last.values()].filter((word) => word.takenAt !== null);
}

/** Whether a STOP held all the time from before `from` on: taken before, and no START written since. */
export function isStoppedSince({ words }: Notes, phone: string, from: number): boolean {
  const own = words.filter((word) => word.phone === phone && word.saidAt <= from);
  const last = own.at(-1);
  return last?.kind === "stop" && last.takenAt !== null && last.takenAt < from;
}
