import { type Batch, isFinalAt, statusAt } from "../batch";
import type { Faults } from "../faults";
import { newId } from "../ids";
import type { Settings } from "../options";
import type { AppCallbacks } from "./app-callbacks";
import { batchReport } from "./batch-report";
import { recipientReport } from "./bodies";
import type { Poster } from "./poster";

type Parts = { settings: Settings; faults: Faults; poster: Poster; app: AppCallbacks; secret: string | null };

/** Decides which callback a change of status is worth (sinch-api B.1 and E.7), and has it posted. */
export class Reporter {
  readonly #parts: Parts;
  /** Called once a callback about this batch was taken, for answers that have to come after it. */
  readonly #waiting = new WeakMap<Batch, () => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The message at this place has just got another status. */
  changed(batch: Batch, index: number, at: number): void {
    const { settings, app } = this.#parts;
    if (!settings.callbacks) return;
    if (batch.conversation) {
      app.delivery(batch, at, () => this.#told(batch));
      return;
    }
    const wanted = batch.fields.delivery_report;
    const isFinal = isFinalAt(batch, index);
    if (wanted === "per_recipient" || (wanted === "per_recipient_final" && isFinal)) this.#one(batch, index, at);
    const isOver = isFinal && batch.finished === batch.recipients.length;
    if (isOver && (wanted === "summary" || wanted === "full")) this.#all(batch, wanted);
  }

  /** Resolves when a callback about this batch was taken, or after so long. */
  told(batch: Batch, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#waiting.set(batch, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #told(batch: Batch): void {
    this.#waiting.get(batch)?.();
  }

  #one(batch: Batch, index: number, at: number): void {
    const { settings, faults } = this.#parts;
    const reported = { status: statusAt(batch, index), code: batch.code[index] ?? 0, at };
    const { behaviour } = settings;
    this.#post(batch, () => recipientReport(batch, index, reported, behaviour));
    if (!faults.takeForCallback("unknown_batch_callbacks")) return;
    const stranger = { id: newId(), reference: `unknown-${newId()}` };
    this.#post(batch, () => recipientReport(batch, index, reported, behaviour, stranger));
  }

  #all(batch: Batch, kind: "summary" | "full"): void {
    this.#post(batch, () => JSON.stringify(batchReport(batch, kind)));
  }

  #post(batch: Batch, render: () => string): void {
    const { poster, secret } = this.#parts;
    const url = batch.fields.callback_url;
    if (url === undefined) return;
    poster.add({ url, secret, render, settled: () => this.#told(batch) });
  }
}
