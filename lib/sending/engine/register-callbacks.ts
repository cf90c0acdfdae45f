import "server-only";
import { env } from "../../env";
import { log } from "../../log";
import { type ConversationClient, createTransport } from "../../sinch";
import { sinchConfig } from "./make-engine";

/**
 * A Conversation app calls the addresses that were registered with it: ours is added when it is missing, and brought
 * up to date when secret or triggers differ. Replies arrive through it; without it nobody could opt out. A service
 * plan's address is set in Sinch's dashboard instead. Safe to run by every worker at every start.
 */
const triggers: WebhookTrigger[] = ["MESSAGE_DELIVERY", "MESSAGE_INBOUND", "OPT_IN", "OPT_OUT"];

type Webhooks = ConversationClient["webhooks"];
type WebhookTrigger = Parameters<Webhooks["create"]>[0]["triggers"][number];

export async function registerCallbacks(signal: AbortSignal): Promise<void> {
  const config = sinchConfig(env());
  if (config.kind !== "conversation") return;
  const transport = createTransport(config);
  try {
    await register(transport.client.webhooks, config.appId, signal);
  } finally {
    await transport.close();
  }
}

async function register(webhooks: Webhooks, appId: string, signal: AbortSignal): Promise<void> {
  const { callbackUrl: target, SINCH_WEBHOOK_SECRET: secret } = env();
  const wanted = { triggers, ...(secret ? { secret } : {}) };
  const listed = await webhooks.list(signal);
  if (!listed.ok) return failed(listed.failure.kind);
  const known = listed.value.webhooks.find((webhook) => webhook.target === target);
  const answer = known
    ? await webhooks.update(known.id, wanted, signal)
    : await webhooks.create({ app_id: appId, target, target_type: "HTTP", ...wanted }, signal);
  if (!answer.ok) return failed(answer.failure.kind);
  if (!known) log.info("callback address registered", { webhookId: answer.value.id });
}

function failed(failure: string): void {
  log.warn("callbacks could not be registered, will be tried again", { failure });
}
