import type { AppCallbacks } from "./callbacks/app-callbacks";
import { inboundOf } from "./callbacks/bodies";
import type { Poster } from "./callbacks/poster";
import type { Changes } from "./changes";
import type { Groups } from "./groups";
import type { ResolvedOptions, Settings } from "./options";
import type { HandsetText, Inbound, Store } from "./store";

type Parts = {
  options: ResolvedOptions;
  settings: Settings;
  store: Store;
  groups: Groups;
  poster: Poster;
  app: AppCallbacks;
  changes: Changes;
};

const stops = new Set(["stop", "stopall", "unsubscribe", "cancel", "end", "quit"]);
const starts = new Set(["start", "unstop"]);

/** Texts from handsets: groups and the carrier hear them first, then whoever asked to be called. */
export class Handsets {
  /** The carrier's own list: `sender recipient` of who said STOP. */
  readonly blocked = new Set<string>();
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  write(text: HandsetText): Inbound {
    const { store, settings, groups, changes } = this.#parts;
    const via = this.#route();
    const reference = this.#referenceFor(text, via);
    const inbound = store.addInbound({ ...text, via, clientReference: reference });
    if (groups.size > 0) groups.hear(text.from, text.to, text.body);
    this.#hear(text, via);
    if (settings.callbacks) this.#call(inbound);
    changes.mark();
    return inbound;
  }

  clear(): void {
    this.blocked.clear();
  }

  /** A plan that belongs to an app no longer calls its own address. */
  #route(): Inbound["via"] {
    const { settings, app } = this.#parts;
    const wanted = settings.behaviour.inboundTo;
    if (wanted !== "auto") return wanted;
    return app.isListening() ? "conversation" : "sms";
  }

  #referenceFor(text: HandsetText, via: Inbound["via"]): string | null {
    const { store, settings } = this.#parts;
    const { replyMatching, echoCorrelationId } = settings.behaviour;
    if (via === "sms" ? !replyMatching : !echoCorrelationId) return null;
    const last = store.lastTo(text.from);
    if (!last) return null;
    return (via === "sms" ? last.fields.client_reference : last.conversation?.correlationId) || null;
  }

  #hear({ from, to, body }: HandsetText, via: Inbound["via"]): void {
    const word = body.trim().toLowerCase();
    const pair = `${to} ${from}`;
    if (stops.has(word)) this.blocked.add(pair);
    else if (starts.has(word)) this.blocked.delete(pair);
    else return;
    const { settings, app } = this.#parts;
    if (via === "conversation" && settings.behaviour.stopIsOptOut)
      app.consent(stops.has(word) ? "OPT_OUT" : "OPT_IN", from);
  }

  #call(inbound: Inbound): void {
    const { options, settings, poster, app, changes } = this.#parts;
    const settled = (outcome: "delivered" | "refused") => {
      inbound.callback = outcome;
      changes.mark();
    };
    if (inbound.via === "conversation") {
      if (app.inbound(inbound, settled)) inbound.callback = "waiting";
      return;
    }
    const url = options.inboundUrl;
    if (url === null) return;
    inbound.callback = "waiting";
    const { plusInReports } = settings.behaviour;
    poster.add({
      url,
      secret: options.webhookSecret,
      render: () => JSON.stringify(inboundOf(inbound, plusInReports)),
      settled,
    });
  }
}
