import { now } from "@/lib/clock";
import type { Answer } from "../answer";
import { referenceIn } from "../callbacks/conversation/envelope";
import { parseCallback } from "../callbacks/parse";
import type { InboundMessage } from "../callbacks/types";
import type { ConversationConfig } from "../config";
import { toNumber } from "../numbers";
import type { FoundBatch, Page } from "../types";
import type { ConversationClient, MessageQuery } from "./client";
import type { ConversationMessage, MessagesSource } from "./wire";

/**
 * There is no lookup by reference here. What can be had is a list of what was sent, with the metadata that carries
 * ours, if the app keeps messages at all (`dispatch_retention_policy`, 0 days unless raised). So what is found was
 * accepted, and what is not found proves nothing.
 */
const pageSize = 1_000;
const maxPages = 500;

export async function findByReference(
  client: ConversationClient,
  config: ConversationConfig,
  references: readonly string[],
  since: Date,
  signal?: AbortSignal,
): Promise<Answer<FoundBatch[]>> {
  const wanted = new Set(references);
  const found: FoundBatch[] = [];
  let token = "";
  for (let page = 0; page < maxPages && wanted.size > 0; page++) {
    const query = { ...window(config, since, "TO_CONTACT"), ...(token === "" ? {} : { page_token: token }) };
    const answer = await client.messages.list(query, signal);
    if (!answer.ok) return answer;
    for (const message of answer.value.messages) {
      const reference = referenceIn(message.metadata ?? null);
      if (reference !== null && wanted.has(reference)) found.push(toFound(message, reference));
    }
    token = answer.value.next_page_token ?? "";
    if (token === "") break;
  }
  return { ok: true, value: found };
}

/** As webhooks would have brought them; the token is Sinch's. */
export async function listInbounds(
  client: ConversationClient,
  config: ConversationConfig,
  since: Date,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Answer<Page<InboundMessage>>> {
  const query = { ...window(config, since, "TO_APP"), ...(cursor === null ? {} : { page_token: cursor }) };
  const answer = await client.messages.list(query, signal);
  if (!answer.ok) return answer;
  const items = answer.value.messages
    .map((message) => toInbound(message, config.appId))
    .filter((item) => item !== null);
  return { ok: true, value: { items, next: answer.value.next_page_token || null } };
}

function window(config: ConversationConfig, since: Date, direction: "TO_APP" | "TO_CONTACT"): MessageQuery {
  const messages_source: MessagesSource =
    config.processingStrategy === "DEFAULT" ? "CONVERSATION_SOURCE" : "DISPATCH_SOURCE";
  return {
    app_id: config.appId,
    direction,
    start_time: since,
    page_size: pageSize,
    view: "WITH_METADATA",
    messages_source,
  };
}

function toFound(message: ConversationMessage, clientReference: string): FoundBatch {
  const recipient = toNumber(message.channel_identity?.identity);
  return {
    clientReference,
    providerId: message.id,
    createdAt: new Date(message.accept_time),
    isCanceled: false,
    recipients: recipient === null ? [] : [recipient],
  };
}

/** The same parser as for webhooks, given the envelope they come in. */
function toInbound(message: ConversationMessage, appId: string): InboundMessage | null {
  const parsed = parseCallback(JSON.stringify({ app_id: appId, accepted_time: now().toISOString(), message }));
  return parsed.kind === "inbound" ? parsed : null;
}
