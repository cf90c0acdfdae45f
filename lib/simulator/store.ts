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
export type Store = ReturnType<typeof createStore>;

export function createStore(maxMessages: number) {
  const bySeq = new Map<number, Batch>();
  const byId = new Map<string, Batch>();
  const totals = { batches: 0, messages: 0, forgotten: 0 };
  let inbounds: Inbound[] = [];
  let nextSeq = 1;
  let held = 0;

  function forgetOldest(): void {
    for (const batch of bySeq.values()) {
      if (held <= maxMessages || batch.finished < batch.recipients.length) return;
      bySeq.delete(batch.seq);
      byId.delete(batch.id);
      held -= batch.recipients.length;
      totals.forgotten += batch.recipients.length;
    }
  }

  return {
    totals,
    add(draft: BatchDraft, now: number): Batch {
      const batch = createBatch(nextSeq++, newId(now), now, draft);
      bySeq.set(batch.seq, batch);
      byId.set(batch.id, batch);
      held += batch.recipients.length;
      totals.batches += 1;
      totals.messages += batch.recipients.length;
      if (held > maxMessages) forgetOldest();
      return batch;
    },
    addInbound(text: Pick<Inbound, "from" | "to" | "body">): Inbound {
      const now = Date.now();
      const inbound: Inbound = { ...text, seq: nextSeq++, id: newId(now), at: now, callback: "none" };
      inbounds.push(inbound);
      if (inbounds.length > maxInbounds) inbounds = inbounds.slice(maxInbounds / 10);
      return inbound;
    },
    find: (id: string) => byId.get(id),
    at: (ref: MessageRef) => bySeq.get(Math.floor(ref / refsPerBatch)),
    batches: () => bySeq.values(),
    newestFirst: () => [...bySeq.values()].reverse(),
    inbounds: () => inbounds as readonly Inbound[],
    clear(): void {
      bySeq.clear();
      byId.clear();
      inbounds = [];
      held = 0;
      Object.assign(totals, { batches: 0, messages: 0, forgotten: 0 });
    },
  };
}

export function refOf(batch: Batch, index: number): MessageRef {
  return batch.seq * refsPerBatch + index;
}

export function indexOf(ref: MessageRef): number {
  return ref % refsPerBatch;
}
