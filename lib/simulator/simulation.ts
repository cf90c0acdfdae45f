import { type Batch, type BatchDraft, isFinalAt, setStatus, statusAt } from "./batch";
import { Calendar } from "./calendar";
import { inboundText, recipientReport } from "./callbacks/bodies";
import { Poster } from "./callbacks/poster";
import { statusOfCode } from "./carrier/codes";
import { delayOf, fateOf } from "./carrier/fate";
import { createChanges } from "./changes";
import { createFaults } from "./faults";
import { isNumeric } from "./numbers";
import { type ResolvedOptions, type Settings, settingsOf } from "./options";
import { PlanQueue } from "./plan-queue";
import { type Inbound, indexOf, type MessageRef, refOf, Store } from "./store";
import { countParts } from "./text-parts";

type Text = { from: string; to: string; body: string };

const thinkingMs = 1_500;

/**
 * The plan, the carrier and the handsets: an accepted batch waits in the plan's queue, its messages leave at the
 * plan's rate, each meets its fate after a while, and whoever asked for reports gets them. All in memory.
 */
export class Simulation {
  readonly options: ResolvedOptions;
  readonly settings: Settings;
  readonly store: Store;
  readonly faults = createFaults();
  readonly changes = createChanges();
  readonly poster: Poster;
  readonly queue: PlanQueue;
  readonly outcomes = new Calendar<MessageRef>((ref) => this.#settle(ref));
  readonly #scheduled = new Calendar<Batch>((batch) => this.queue.add(batch));
  readonly #replies = new Calendar<Text>((text) => this.receive(text));

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.settings = settingsOf(options);
    this.store = new Store(options.maxMessages);
    this.poster = new Poster({
      concurrency: options.callbackConcurrency,
      secret: options.webhookSecret,
      timeScale: () => this.settings.timeScale,
      faults: this.faults,
    });
    this.queue = new PlanQueue({
      messagesPerSecond: () => this.settings.messagesPerSecond,
      onMessage: (batch, index) => this.#dispatch(batch, index),
    });
  }

  accept(draft: BatchDraft, now: number): Batch {
    const batch = this.store.add(draft, now);
    const sendAt = draft.fields.send_at ?? 0;
    if (sendAt > now) this.#scheduled.add(sendAt, batch);
    else this.queue.add(batch);
    this.changes.mark();
    return batch;
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
      setStatus(batch, index, "Cancelled", 407);
      batch.finished += 1;
    }
    if (!batch.canceled) batch.modifiedAt = Date.now();
    batch.canceled = true;
    this.changes.mark();
  }

  receive(text: Text): Inbound {
    const inbound = this.store.addInbound(text);
    const url = this.options.inboundUrl;
    if (this.settings.callbacks && url !== null) {
      inbound.callback = "waiting";
      const settled = (outcome: "delivered" | "refused") => {
        inbound.callback = outcome;
        this.changes.mark();
      };
      this.poster.add({ url, render: () => inboundText(inbound), settled });
    }
    this.changes.mark();
    return inbound;
  }

  reset(): void {
    this.#stop();
    for (const part of [this.poster, this.faults, this.store]) part.clear();
    Object.assign(this.settings, settingsOf(this.options));
    this.changes.mark();
  }

  async close(): Promise<void> {
    this.#stop();
    this.changes.clear();
    await this.poster.close();
  }

  #stop(): void {
    for (const part of [this.queue, this.outcomes, this.#scheduled, this.#replies]) part.clear();
  }

  #dispatch(batch: Batch, index: number): void {
    const now = Date.now();
    const digits = batch.recipients[index] ?? "";
    const problem = problemBeforeSending(batch, digits, now);
    batch.dispatchedAt[index] = now;
    if (problem !== 0) {
      this.#finish(batch, index, problem);
      return;
    }
    setStatus(batch, index, "Dispatched", 401);
    if (batch.fields.delivery_report === "per_recipient") this.#report(batch, index, now);
    this.changes.mark();
    const fate = fateOf(digits, this.options.seed);
    if (fate.isSilent) return;
    const { delays, timeScale } = this.settings;
    const delayMs = delayOf(digits, this.options.seed + batch.seq, delays) * fate.delayFactor * timeScale;
    this.outcomes.add(now + delayMs, refOf(batch, index));
  }

  #settle(ref: MessageRef): void {
    const batch = this.store.at(ref);
    const index = indexOf(ref);
    if (!batch || isFinalAt(batch, index)) return;
    const digits = batch.recipients[index] ?? "";
    const fate = fateOf(digits, this.options.seed);
    this.#finish(batch, index, fate.code);
    const to = batch.fields.from;
    if (fate.reply === null || to === null || !isNumeric(to)) return;
    this.#replies.add(Date.now() + thinkingMs * this.settings.timeScale, { from: digits, to, body: fate.reply });
  }

  #finish(batch: Batch, index: number, code: number): void {
    const now = Date.now();
    setStatus(batch, index, statusOfCode(code), code);
    batch.finalAt[index] = now;
    batch.finished += 1;
    if (batch.fields.delivery_report.startsWith("per_recipient")) this.#report(batch, index, now);
    this.changes.mark();
  }

  #report(batch: Batch, index: number, at: number): void {
    const url = batch.fields.callback_url;
    if (!this.settings.callbacks || url === undefined) return;
    const reported = { status: statusAt(batch, index), code: batch.code[index] ?? 0, at };
    this.poster.add({ url, render: () => recipientReport(batch, index, reported) });
  }
}

/** The code of what keeps a message from leaving at all, or 0. */
function problemBeforeSending(batch: Batch, digits: string, now: number): number {
  const { fields } = batch;
  if (fields.expire_at <= now) return 406;
  if (fields.from === null) return 410;
  if (!fields.parameters && fields.max_number_of_message_parts === undefined) return 0;
  const { text, isComplete } = batch.template(digits);
  if (!isComplete) return 405;
  const limit = fields.truncate_concat ? undefined : fields.max_number_of_message_parts;
  return limit !== undefined && countParts(text).parts > limit ? 411 : 0;
}
