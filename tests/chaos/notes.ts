/** The record of faults and user actions in a run, for the checks. Instants are milliseconds since 1970. */
export type Notes = {
  faults: Record<string, number>;
  pauses: (Span & { campaignId: number })[];
  cancels: { campaignId: number; at: number }[];
  /** Spans under the kill switch. */
  halts: Span[];
  /** Opt-outs and opt-ins of people, in the order in which they were sent. */
  keywords: Keyword[];
  /** The number of questions about unclear batches that a person will still answer. */
  toDecide: number;
  /** Spans in which something else than the death of a worker delayed the sending. */
  disturbances: Span[];
  /** Effects that outlast their fault. */
  pending: Promise<unknown>[];
};

export type Span = { from: number; to: number };

export type Keyword = {
  phone: string;
  kind: "stop" | "start";
  /** A keyword is written on the handset, or recorded by an administrator. */
  by: "handset" | "operator";
  sentAt: number;
  /** The acknowledgement reached Sinch by then; null while that is not known. */
  acknowledgedAt: number | null;
};

export function emptyNotes(): Notes {
  return { faults: {}, pauses: [], cancels: [], halts: [], keywords: [], toDecide: 0, disturbances: [], pending: [] };
}

export function count(notes: Notes, kind: string, times = 1): void {
  notes.faults[kind] = (notes.faults[kind] ?? 0) + times;
}

export function disturb({ notes }: { notes: Notes }, ms: number): void {
  notes.disturbances.push({ from: Date.now(), to: Date.now() + ms });
}

export function note(world: { notes: Notes }, kind: string, ms: number): void {
  count(world.notes, kind);
  disturb(world, ms);
}

/** The last keyword of each person, if it was acknowledged. */
export function lastKeywords({ keywords }: Notes): Keyword[] {
  const last = new Map<string, Keyword>();
  for (const keyword of keywords) last.set(keyword.phone, keyword);
  return [...last.values()].filter((keyword) => keyword.acknowledgedAt !== null);
}

/** True when the last keyword up to `from` is a STOP that was acknowledged before. */
export function isStoppedSince({ keywords }: Notes, phone: string, from: number): boolean {
  const own = keywords.filter((keyword) => keyword.phone === phone && keyword.sentAt <= from);
  const last = own.at(-1);
  return last?.kind === "stop" && last.acknowledgedAt !== null && last.acknowledgedAt < from;
}
