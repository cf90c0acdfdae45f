import type { Batch } from "../batch";
import type { Webhooks } from "../conversation/webhooks-store";
import type { Faults } from "../faults";
import { newId } from "../ids";
import type { ResolvedOptions, Settings } from "../options";
import type { Inbound } from "../store";
import { consentNotification, contactMessage, messageReport, submitNotification } from "./app-bodies";
import type { Poster } from "./poster";

type Parts = { options: ResolvedOptions; settings: Settings; faults: Faults; poster: Poster; webhooks: Webhooks };
type Render = () => string;

/** The Conversation API's callbacks: to every webhook of the app that listens, or to a message's own address. */
export class AppCallbacks {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  delivery(batch: Batch, at: number, settled: () => void): void {
    const { options, settings, faults } = this.#parts;
    const status = batch.status[0] ?? 0;
    const code = batch.code[0] ?? 0;
    if (status === 1 && !settings.behaviour.queuedOnChannel) return;
    const render = (id: string) => () => messageReport(batch, { status, code, at, id }, options, settings.behaviour);
    const ids = faults.takeForCallback("unknown_batch_callbacks") ? [batch.id, newId()] : [batch.id];
    for (const id of ids) {
      // An address of the message's own takes the place of the webhooks, and is signed with the app's secret for it.
      const url = batch.fields.callback_url;
      if (url === undefined) this.#toListeners("MESSAGE_DELIVERY", render(id), settled);
      else this.#parts.poster.add({ url, secret: options.webhookSecret, render: render(id), settled });
    }
  }

  submitted(batch: Batch): void {
    const { options, settings } = this.#parts;
    this.#toListeners("MESSAGE_SUBMIT", () => submitNotification(batch, options, settings.behaviour));
  }

  isListening(): boolean {
    return this.#parts.webhooks.listeners("MESSAGE_INBOUND").length > 0;
  }

  /** False when no webhook listens for messages. */
  inbound(inbound: Inbound, settled: (outcome: "delivered" | "refused") => void): boolean {
    const { options, settings } = this.#parts;
    return this.#toListeners("MESSAGE_INBOUND", () => contactMessage(inbound, options, settings.behaviour), settled);
  }

  consent(kind: "OPT_IN" | "OPT_OUT", digits: string): boolean {
    return this.#toListeners(kind, () => consentNotification(kind, digits, this.#parts.options));
  }

  #toListeners(trigger: string, render: Render, settled?: (outcome: "delivered" | "refused") => void): boolean {
    const { webhooks, settings, poster } = this.#parts;
    const listeners = webhooks.listeners(trigger);
    if (!settings.callbacks) return listeners.length > 0;
    for (const { target: url, secret } of listeners) {
      poster.add({ url, secret: secret ?? null, render, ...(settled ? { settled } : {}) });
    }
    return listeners.length > 0;
  }
}
