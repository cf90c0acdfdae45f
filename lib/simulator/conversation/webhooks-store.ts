import { newId } from "../ids";

export type Webhook = {
  id: string;
  app_id: string;
  target: string;
  target_type: "HTTP" | "DISMISS";
  triggers: string[];
  secret?: string;
  client_credentials?: Record<string, unknown>;
};

export const maxWebhooks = 5;

/** The app's webhooks: at most five, each target once. */
export class Webhooks {
  #byId = new Map<string, Webhook>();

  add(webhook: Omit<Webhook, "id">): Webhook {
    const added = { ...webhook, id: newId() };
    this.#byId.set(added.id, added);
    return added;
  }

  find(id: string): Webhook | undefined {
    return this.#byId.get(id);
  }

  replace(webhook: Webhook): void {
    this.#byId.set(webhook.id, webhook);
  }

  remove(id: string): boolean {
    return this.#byId.delete(id);
  }

  all(): Webhook[] {
    return [...this.#byId.values()];
  }

  hasTarget(target: string, except?: string): boolean {
    return this.all().some((webhook) => webhook.target === target && webhook.id !== except);
  }

  listeners(trigger: string): Webhook[] {
    if (this.#byId.size === 0) return [];
    return this.all().filter((webhook) => webhook.target_type === "HTTP" && webhook.triggers.includes(trigger));
  }

  clear(): void {
    this.#byId.clear();
  }
}
