import { type Batch, type BatchDraft, createBatch } from "./batch";
import { newId } from "./ids";

export type InboundMedia = { url: string; content_type: string };

/** What somebody writes on a handset: text, media with or without one, or binary in Base64 with its header. */
export type HandsetText = {
  from: string;
  to: string;
  body: string;
  media?: InboundMedia[];
  udh?: string;
};

/** One text from a handset to the plan. */
export type Inbound = HandsetText & {
  seq: number;
  id: string;
  at: number;
  /** Whether the app or the plan heard of it. */
  via: "sms" | "conversation";
  clientReference: string | null;
  callback: "none" | "waiting" | "delivered" | "refused";
};

/** A message by its place: kept as one number wherever many of them wait. */
export type MessageRef = number;
/** More than a thousand groups of ten thousand members are not of this world. */
const refsPerBatch = 2 ** 22;
const maxInbounds = 100_000;

/**
 * Everything accepted, in memory, bounded: beyond `maxMessages` the oldest finished batches are forgotten and
 * counted. A crash forgets everything; the simulator is a stand-in, not a record.
 */
export class Store {
  readonly totals = { batches: 0, messages: 0, forgotten: 0 };
  #bySeq = new Map<number, Batch>();
  #byId = new Map<string, Batch>();
  #inbounds: Inbound[] = [];
  #nextSeq = 1;
  #held = 0;
  readonly #maxMessages: number;

  constructor(maxMessages: number) {
    this.#maxMessages = maxMessages;
  }

  add(draft: BatchDraft, now: number): Batch {
    const batch = createBatch(this.#nextSeq++, newId(now), now, draft);
    this.#bySeq.set(batch.seq, batch);
    this.#byId.set(batch.id, batch);
    this.totals.batches += 1;
    this.#count(batch.recipients.length);
    return batch;
  }

  /** Groups were looked into, or somebody was added or removed. */
  recount(before: number, now: number): void {
    this.#count(now - before);
  }

  #count(change: number): void {
    this.#held += change;
    this.totals.messages += change;
    if (this.#held > this.#maxMessages) this.#forgetOldest();
  }

  addInbound(text: HandsetText & Pick<Inbound, "via" | "clientReference">): Inbound {
    const now = Date.now();
    const inbound: Inbound = { ...text, seq: this.#nextSeq++, id: newId(now), at: now, callback: "none" };
    this.#inbounds.push(inbound);
    if (this.#inbounds.length > maxInbounds) this.#inbounds = this.#inbounds.slice(maxInbounds / 10);
    return inbound;
  }

  find(id: string): Batch | undefined {
    return this.#byId.get(id);
  }

  /** Undefined when the batch was forgotten meanwhile. */
  at(ref: MessageRef): Batch | undefined {
    return this.#bySeq.get(Math.floor(ref / refsPerBatch));
  }

  batches(): Iterable<Batch> {
    return this.#bySeq.values();
  }

  newestFirst(): Batch[] {
    return [...this.#bySeq.values()].reverse();
  }

  findInbound(id: string): Inbound | undefined {
    return this.#inbounds.find((inbound) => inbound.id === id);
  }

  /** The newest text to this number, whichever API sent it. */
  lastTo(digits: string): Batch | undefined {
    return this.newestFirst().find((batch) => batch.recipients.includes(digits));
  }

  inbounds(): readonly Inbound[] {
    return this.#inbounds;
  }

  clear(): void {
    this.#bySeq.clear();
    this.#byId.clear();
    this.#inbounds = [];
    this.#held = 0;
    Object.assign(this.totals, { batches: 0, messages: 0, forgotten: 0 });
  }

  #forgetOldest(): void {
    for (const batch of this.#bySeq.values()) {
      if (this.#held <= this.#maxMessages) return;
      // What is still on its way keeps its own batch, not all those behind it.
      if (batch.settled < batch.recipients.length) continue;
      this.#bySeq.delete(batch.seq);
      this.#byId.delete(batch.id);
      this.#held -= batch.recipients.length;
      this.totals.forgotten += batch.recipients.length;
    }
  }
}

export function refOf(batch: Batch, index: number): MessageRef {
  return batch.seq * refsPerBatch + index;
}

export function indexOf(ref: MessageRef): number {
  return ref % refsPerBatch;
}
