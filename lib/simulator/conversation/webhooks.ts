import { sendJson } from "../http/respond";
import type { Wire } from "../sms/fields";
import type { AppCall } from "./call";
import { object, oneOf, required, text, texts } from "./fields";
import { readAppJson } from "./read-json";
import { AppRefusal, invalid, notFound } from "./refusal";
import { maxWebhooks, type Webhook } from "./webhooks-store";

const triggers = new Set([
  ...["MESSAGE_DELIVERY", "MESSAGE_SUBMIT", "MESSAGE_INBOUND", "EVENT_DELIVERY", "EVENT_INBOUND"],
  ...["CONVERSATION_START", "CONVERSATION_STOP", "CONVERSATION_DELETE", "CONTACT_CREATE", "CONTACT_DELETE"],
  ...["CONTACT_MERGE", "CONTACT_UPDATE", "CONTACT_IDENTITIES_DUPLICATION", "CAPABILITY", "OPT_IN", "OPT_OUT"],
  ...["CHANNEL_EVENT", "SMART_CONVERSATION", "SMART_CONVERSATIONS", "RECORD_NOTIFICATION", "BATCH_STATUS_UPDATE"],
  ...["MESSAGE_INBOUND_SMART_CONVERSATION_REDACTION", "UNSUPPORTED"],
]);
const maxTarget = 742;

/** `/webhooks…`: at most five for the app, each target once. */
export async function handleWebhooks(call: AppCall): Promise<void> {
  const { simulation, request, response, method, path, query } = call;
  const { webhooks } = simulation;
  const [, id, ...more] = path;
  if (more.length > 0) throw notFound("this");
  if (id === undefined) {
    if (method !== "POST") throw new AppRefusal(501, "not here");
    const wanted = toWebhook(await readAppJson(request), simulation.options.appId);
    if (webhooks.hasTarget(wanted.target)) throw invalid("target", "a webhook with this target exists");
    if (webhooks.all().length >= maxWebhooks) throw invalid("app_id", `an app has at most ${maxWebhooks} webhooks`);
    return sendJson(response, 200, webhooks.add(wanted));
  }
  const webhook = webhooks.find(id);
  if (!webhook) throw notFound("the webhook");
  if (method === "GET") return sendJson(response, 200, webhook);
  if (method === "DELETE") {
    webhooks.remove(id);
    return sendJson(response, 200, {});
  }
  if (method !== "PATCH") throw new AppRefusal(501, "not here");
  const changed = toChanged(webhook, await readAppJson(request), query.get("update_mask"), simulation.options.appId);
  if (webhooks.hasTarget(changed.target, id)) throw invalid("target", "a webhook with this target exists");
  webhooks.replace(changed);
  sendJson(response, 200, changed);
}

/** With a mask only what it names is taken, without one whatever was sent. */
function toChanged(webhook: Webhook, wire: Wire, mask: string | null, appId: string): Webhook {
  const named = mask === null || mask === "" ? Object.keys(wire) : mask.split(",").map((name) => name.trim());
  const change = Object.fromEntries(named.filter((name) => name in wire).map((name) => [name, wire[name]]));
  return { ...toWebhook({ ...webhook, ...change }, appId), id: webhook.id };
}

function toWebhook(wire: Wire, appId: string): Omit<Webhook, "id"> {
  if (required(text(wire, "app_id", 64), "app_id") !== appId) throw notFound("the app");
  const target = required(text(wire, "target", maxTarget), "target");
  const protocol = URL.canParse(target) ? new URL(target).protocol : "";
  if (protocol !== "http:" && protocol !== "https:") throw invalid("target", "must be an http(s) address");
  const wanted = texts(wire, "triggers") ?? [];
  if (wanted.length === 0) throw invalid("triggers", "is required");
  for (const trigger of wanted) if (!triggers.has(trigger)) throw invalid("triggers", "is not known");
  const secret = text(wire, "secret", 1_024);
  const credentials = object(wire, "client_credentials");
  return {
    app_id: appId,
    target,
    target_type: oneOf(wire, "target_type", ["HTTP", "DISMISS"]) ?? "HTTP",
    triggers: wanted,
    ...(secret === undefined ? {} : { secret }),
    ...(credentials === undefined ? {} : { client_credentials: credentials }),
  };
}
