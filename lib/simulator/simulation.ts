import { Tokens } from "./auth/tokens";
import { type Batch, type BatchDraft, setRecipients } from "./batch";
import { AppCallbacks } from "./callbacks/app-callbacks";
import { Poster } from "./callbacks/poster";
import { Reporter } from "./callbacks/reporter";
import { createChanges } from "./changes";
import { Webhooks } from "./conversation/webhooks-store";
import { Delivery } from "./delivery";
import { Faults } from "./faults";
import { Groups } from "./groups";
import { Handsets } from "./handsets";
import { type ResolvedOptions, type Settings, settingsOf } from "./options";
import { RequestRate } from "./request-rate";
import { Store } from "./store";

/**
 * The plan, the app, the carrier and the handsets: what is accepted waits in its queue, leaves at its rate, each
 * message meets its fate after a while, and whoever asked for reports gets them. All in memory.
 */
export class Simulation {
  readonly options: ResolvedOptions;
  readonly settings: Settings;
  readonly store: Store;
  readonly faults = new Faults();
  readonly changes = createChanges();
  readonly groups = new Groups();
  readonly webhooks = new Webhooks();
  readonly tokens: Tokens;
  readonly projectRate: RequestRate;
  readonly poster: Poster;
  readonly app: AppCallbacks;
  readonly reporter: Reporter;
  readonly handsets: Handsets;
  readonly delivery: Delivery;

  constructor(options: ResolvedOptions) {
    this.options = options;
    const settings = settingsOf(options);
    this.settings = settings;
    this.store = new Store(options.maxMessages);
    this.tokens = new Tokens(() => settings.tokenSeconds);
    this.projectRate = new RequestRate(() => settings.projectRequestsPerSecond);
    this.poster = new Poster({ concurrency: options.callbackConcurrency, settings, faults: this.faults });
    const { store, faults, changes, groups, webhooks, poster } = this;
    this.app = new AppCallbacks({ options, settings, faults, poster, webhooks });
    const { app } = this;
    this.reporter = new Reporter({ settings, faults, poster, app, secret: options.webhookSecret });
    this.handsets = new Handsets({ options, settings, store, groups, poster, app, changes });
    const { reporter, handsets } = this;
    const onReply = (text: { from: string; to: string; body: string }) => void handsets.write(text);
    const { blocked } = handsets;
    this.delivery = new Delivery({ options, settings, store, groups, reporter, changes, blocked, onReply });
    this.#plugIn();
  }

  accept(draft: BatchDraft, now: number): Batch {
    const batch = this.store.add(draft, now);
    batch.listableAt = now + Math.max(this.settings.behaviour.listingLagMs, this.faults.takeListingLag());
    this.delivery.plan(batch, now);
    if (batch.conversation) this.app.submitted(batch);
    this.changes.mark();
    return batch;
  }

  /** Another text, time or audience for a batch of which nothing has left. */
  change(batch: Batch, draft: BatchDraft, now: number): void {
    const before = batch.recipients.length;
    Object.assign(batch, { fields: draft.fields, to: draft.to, template: draft.template, modifiedAt: now });
    setRecipients(batch, draft.to);
    this.store.recount(before, batch.recipients.length);
    this.delivery.plan(batch, now);
    this.changes.mark();
  }

  reset(): void {
    const { delivery, poster, faults, store, groups, webhooks, tokens, handsets, projectRate } = this;
    for (const part of [delivery, poster, faults, store, groups, webhooks, tokens, handsets, projectRate]) part.clear();
    Object.assign(this.settings, settingsOf(this.options));
    this.#plugIn();
    this.changes.mark();
  }

  async close(): Promise<void> {
    this.delivery.clear();
    this.changes.clear();
    await this.poster.close();
  }

  /** The webhook the app was started with. */
  #plugIn(): void {
    const { conversationUrl: target, webhookSecret, appId } = this.options;
    if (target === null) return;
    const triggers = ["MESSAGE_DELIVERY", "MESSAGE_INBOUND", "OPT_IN", "OPT_OUT"];
    this.webhooks.add({
      app_id: appId,
      target,
      target_type: "HTTP",
      triggers,
      ...(webhookSecret === null ? {} : { secret: webhookSecret }),
    });
  }
}
