import { type Batch, isFinalAt, setRecipients, setStatus } from "./batch";
import { Calendar } from "./calendar";
import type { Reporter } from "./callbacks/reporter";
import { statusOfCode } from "./carrier/codes";
import { delayOf, fateOf } from "./carrier/fate";
import type { Changes } from "./changes";
import type { Groups } from "./groups";
import { isNumeric } from "./numbers";
import type { ResolvedOptions, Settings } from "./options";
import { PlanQueue } from "./plan-queue";
import { indexOf, type MessageRef, refOf, type Store } from "./store";
import { problemBeforeSending } from "./undeliverable";

type Parts = {
  options: ResolvedOptions;
  settings: Settings;
  store: Store;
  groups: Groups;
  reporter: Reporter;
  changes: Changes;
  /** The carrier's own list: `sender recipient` of who said STOP. */
  blocked: ReadonlySet<string>;
  /** A handset answers. */
  onReply: (text: { from: string; to: string; body: string }) => void;
};

const thinkingMs = 1_500;

/** From acceptance to the handset: the schedule, the queues of plan and app, the carrier's time, the final status. */
export class Delivery {
  readonly #parts: Parts;
  readonly #plan: PlanQueue;
  readonly #app: PlanQueue;
  readonly #urgent: PlanQueue;
  readonly #outcomes = new Calendar<MessageRef>((ref) => this.#settle(ref));
  readonly #scheduled = new Calendar<Batch>((batch) => this.#due(batch));
  readonly #replies: Calendar<{ from: string; to: string; body: string }>;

  constructor(parts: Parts) {
    this.#parts = parts;
    const onMessage = (batch: Batch, index: number) => this.#dispatch(batch, index);
    const { settings } = parts;
    this.#plan = new PlanQueue({ messagesPerSecond: () => settings.messagesPerSecond, onMessage });
    this.#app = new PlanQueue({ messagesPerSecond: () => settings.appMessagesPerSecond, onMessage });
    this.#urgent = new PlanQueue({ messagesPerSecond: () => settings.appMessagesPerSecond, onMessage });
    this.#replies = new Calendar(parts.onReply);
  }

  get waiting() {
    const queue = this.#plan.depth + this.#app.depth + this.#urgent.depth;
    return { queue, scheduled: this.#scheduled.size, outcomes: this.#outcomes.size };
  }

  /** New, or changed before it left. */
  plan(batch: Batch, now: number): void {
    this.#queueFor(batch).remove(batch);
    batch.isQueued = false;
    const sendAt = batch.fields.send_at ?? 0;
    if (sendAt > now) this.#scheduled.add(sendAt, batch);
    else this.#enqueue(batch);
  }

  /** Before dispatch nothing is sent and nothing reported; later the rest ends with code 407. */
  cancel(batch: Batch): void {
    const isSilent = batch.drained === 0;
    for (let index = batch.drained; index < batch.recipients.length; index++) {
      if (isFinalAt(batch, index)) continue;
      if (!isSilent) {
        this.#finish(batch, index, 407);
        continue;
      }
      setStatus(batch, index, statusOfCode(407, this.#parts.settings.behaviour), 407);
      batch.finished += 1;
      batch.settled += 1;
    }
    if (!batch.canceled) batch.modifiedAt = Date.now();
    batch.canceled = true;
    this.#parts.changes.mark();
  }

  clear(): void {
    const parts = [this.#plan, this.#app, this.#urgent, this.#outcomes, this.#scheduled, this.#replies];
    for (const part of parts) part.clear();
  }

  #queueFor({ conversation }: Batch): PlanQueue {
    if (!conversation) return this.#plan;
    return conversation.isUrgent ? this.#urgent : this.#app;
  }

  /** Its time was moved, or it was cancelled: another entry of the calendar, or none, is about it. */
  #due(batch: Batch): void {
    if (batch.isQueued || batch.canceled || (batch.fields.send_at ?? 0) > Date.now()) return;
    this.#enqueue(batch);
  }

  /** Groups are looked into now, not when the batch was made. */
  #enqueue(batch: Batch): void {
    const { groups, store } = this.#parts;
    batch.isQueued = true;
    const before = batch.recipients.length;
    if (before !== batch.to.length) {
      setRecipients(batch, groups.expand(batch.to));
      store.recount(before, batch.recipients.length);
    }
    if (batch.recipients.length > 0) this.#queueFor(batch).add(batch);
  }

  #dispatch(batch: Batch, index: number): void {
    const { options, settings, reporter, changes } = this.#parts;
    const now = Date.now();
    const digits = batch.recipients[index] ?? "";
    const problem = problemBeforeSending(batch, digits, now);
    batch.dispatchedAt[index] = now;
    if (problem !== 0) {
      this.#finish(batch, index, problem);
      return;
    }
    setStatus(batch, index, "Dispatched", 401);
    reporter.changed(batch, index, now);
    changes.mark();
    const fate = fateOf(digits, options.seed, settings);
    if (fate.isSilent) {
      batch.settled += 1;
      return;
    }
    const { delays, timeScale } = settings;
    const delayMs = delayOf(digits, options.seed + batch.seq, delays) * fate.delayFactor * timeScale;
    this.#outcomes.add(now + delayMs, refOf(batch, index));
  }

  #settle(ref: MessageRef): void {
    const { options, settings, store, blocked } = this.#parts;
    const batch = store.at(ref);
    const index = indexOf(ref);
    if (!batch || isFinalAt(batch, index)) return;
    const digits = batch.recipients[index] ?? "";
    const from = batch.fields.from;
    if (settings.behaviour.carrierKeepsStops && blocked.has(`${from} ${digits}`)) {
      this.#finish(batch, index, settings.behaviour.optedOutCode);
      return;
    }
    const fate = fateOf(digits, options.seed, settings);
    this.#finish(batch, index, fate.code);
    if (fate.reply === null || fate.code !== 0 || from === null || !isNumeric(from)) return;
    this.#replies.add(Date.now() + thinkingMs * settings.timeScale, { from: digits, to: from, body: fate.reply });
  }

  #finish(batch: Batch, index: number, code: number): void {
    const { settings, reporter, changes } = this.#parts;
    const now = Date.now();
    setStatus(batch, index, statusOfCode(code, settings.behaviour), code);
    batch.finalAt[index] = now;
    batch.finished += 1;
    batch.settled += 1;
    reporter.changed(batch, index, now);
    changes.mark();
  }
}
