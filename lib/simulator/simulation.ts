import { type Batch, type BatchDraft, isFinalAt, setStatus, statusAt } from "./batch";
import { createCalendar } from "./calendar";
import { inboundText, recipientReport } from "./callbacks/bodies";
import { createPoster } from "./callbacks/poster";
import { statusOfCode } from "./carrier/codes";
import { delayOf, fateOf } from "./carrier/fate";
import { createChanges } from "./changes";
import { createFaults } from "./faults";
import { type ResolvedOptions, settingsOf } from "./options";
import { createPlanQueue } from "./plan-queue";
import { createStore, type Inbound, indexOf, type MessageRef, refOf } from "./store";
import { countParts } from "./text-parts";

/**
 * The plan, the carrier and the handsets: an accepted batch waits in the plan's queue, its messages leave at the
 * plan's rate, each meets its fate after a while, and whoever asked for reports gets them. All in memory.
 */
export type Simulation = ReturnType<typeof createSimulation>;

export function createSimulation(options: ResolvedOptions) {
  const settings = settingsOf(options);
  const store = createStore(options.maxMessages);
  const faults = createFaults();
  const changes = createChanges();
  const poster = createPoster({
    concurrency: options.callbackConcurrency,
    secret: options.webhookSecret,
    timeScale: () => settings.timeScale,
    faults,
  });
  const queue = createPlanQueue(() => settings.messagesPerSecond, dispatch);
  const scheduled = createCalendar<Batch>((batch) => queue.add(batch));
  const outcomes = createCalendar<MessageRef>(settle);
  const replies = createCalendar<{ from: string; to: string; body: string }>(receive);

  function accept(draft: BatchDraft, now: number): Batch {
    const batch = store.add(draft, now);
    const sendAt = draft.fields.send_at ?? 0;
    if (sendAt > now) scheduled.add(sendAt, batch);
    else queue.add(batch);
    changes.mark();
    return batch;
  }

  function dispatch(batch: Batch, index: number): void {
    const now = Date.now();
    const digits = batch.recipients[index] ?? "";
    const problem = problemBeforeSending(batch, digits, now);
    batch.dispatchedAt[index] = now;
    if (problem !== 0) {
      finish(batch, index, problem);
      return;
    }
    setStatus(batch, index, "Dispatched", 401);
    if (batch.fields.delivery_report === "per_recipient") report(batch, index, now);
    const fate = fateOf(digits, options.seed);
    changes.mark();
    if (fate.isSilent) return;
    const delayMs = delayOf(digits, options.seed + batch.seq, settings.delays) * fate.delayFactor * settings.timeScale;
    outcomes.add(now + delayMs, refOf(batch, index));
  }

  function settle(ref: MessageRef): void {
    const batch = store.at(ref);
    const index = indexOf(ref);
    if (!batch || isFinalAt(batch, index)) return;
    const digits = batch.recipients[index] ?? "";
    const fate = fateOf(digits, options.seed);
    finish(batch, index, fate.code);
    const to = batch.fields.from;
    if (fate.reply === null || to === null || !/^\d+$/.test(to)) return;
    replies.add(Date.now() + 1_500 * settings.timeScale, { from: digits, to, body: fate.reply });
  }

  function finish(batch: Batch, index: number, code: number): void {
    const now = Date.now();
    setStatus(batch, index, statusOfCode(code), code);
    batch.finalAt[index] = now;
    batch.finished += 1;
    if (batch.fields.delivery_report.startsWith("per_recipient")) report(batch, index, now);
    changes.mark();
  }

  function report(batch: Batch, index: number, at: number): void {
    const url = batch.fields.callback_url;
    if (!settings.callbacks || url === undefined) return;
    const reported = { status: statusAt(batch, index), code: batch.code[index] ?? 0, at };
    poster.add({ url, render: () => recipientReport(batch, index, reported) });
  }

  /** Before dispatch nothing is sent and nothing reported; later the rest ends with code 407. */
  function cancel(batch: Batch): void {
    const isSilent = batch.drained === 0;
    for (let index = batch.drained; index < batch.recipients.length; index++) {
      if (isFinalAt(batch, index)) continue;
      if (!isSilent) {
        finish(batch, index, 407);
        continue;
      }
      setStatus(batch, index, "Cancelled", 407);
      batch.finished += 1;
    }
    if (batch.finished > 0 && !batch.canceled) batch.modifiedAt = Date.now();
    batch.canceled = true;
    changes.mark();
  }

  function receive(text: { from: string; to: string; body: string }): Inbound {
    const inbound = store.addInbound(text);
    const url = options.inboundUrl;
    if (settings.callbacks && url !== null) {
      inbound.callback = "waiting";
      const settled = (outcome: "delivered" | "refused") => {
        inbound.callback = outcome;
        changes.mark();
      };
      poster.add({ url, render: () => inboundText(inbound), settled });
    }
    changes.mark();
    return inbound;
  }

  function reset(): void {
    for (const part of [queue, scheduled, outcomes, replies, poster, faults, store]) part.clear();
    Object.assign(settings, settingsOf(options));
    changes.mark();
  }

  async function close(): Promise<void> {
    for (const part of [queue, scheduled, outcomes, replies, changes]) part.clear();
    await poster.close();
  }

  return { options, settings, store, faults, changes, poster, queue, outcomes, accept, cancel, receive, reset, close };
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
