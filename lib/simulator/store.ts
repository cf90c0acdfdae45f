import { type Batch, type BatchDraft, createBatch } from "./batch";
import { newId } from "./ids";

/** One text from a handset to the plan. */
export type Inbound = {
  seq: number;
  id: string;
  from: string;
  to: string;
  body: string;
  at: number;
  callback: "none" | "waiting" | "delivered" | "refused";
};

/** A message by its place: kept as one number wherever many of them wait. */
export type MessageRef = number;
const refsPerBatch = 1024;
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
    this.#held += batch.recipients.length;
    this.totals.batches += 1;
    this.totals.messages += batch.recipients.length;
    if (this.#held > this.#maxMessages) this.#forgetOldest();
    return batch;
  }

  addInbound(text: Pick<Inbound, "from" | "to" | "body">): Inbound {
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
      // A number that never answers keeps its own batch, not all those behind it.
      if (batch.finished < batch.recipients.length) continue;
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
