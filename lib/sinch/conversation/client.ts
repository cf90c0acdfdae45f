import { type Answer, nothing, objectWith } from "../answer";
import { type Api, path, type Query } from "../api";
import type {
  ConversationApp,
  ConversationMessage,
  MessagePage,
  MessagesSource,
  SendMessageRequest,
  SendMessageResponse,
  Webhook,
  WebhookRequest,
} from "./wire";

/** The operations of the Conversation API that texting needs. One call, one answer. */
type Signal = AbortSignal | undefined;

export type MessageQuery = {
  app_id?: string;
  channel_identity?: string;
  channel?: string;
  direction?: "TO_APP" | "TO_CONTACT";
  start_time?: Date;
  end_time?: Date;
  /** 10 unless given, at most 1,000. */
  page_size?: number;
  page_token?: string;
  view?: "WITH_METADATA" | "WITHOUT_METADATA";
  /** What was sent with `DISPATCH_ONLY` is found in `DISPATCH_SOURCE` only, for as long as the app keeps it. */
  messages_source?: MessagesSource;
};

export type ConversationClient = {
  messages: {
    /** For ledgers and engines use the transport, which tells "refused" from "nobody knows". */
    send(message: SendMessageRequest, signal?: Signal): Promise<Answer<SendMessageResponse>>;
    list(query: MessageQuery, signal?: Signal): Promise<Answer<MessagePage>>;
    get(id: string, source?: MessagesSource, signal?: Signal): Promise<Answer<ConversationMessage>>;
    remove(id: string, source?: MessagesSource, signal?: Signal): Promise<Answer<true>>;
  };
  webhooks: {
    create(webhook: WebhookRequest, signal?: Signal): Promise<Answer<Webhook>>;
    list(signal?: Signal): Promise<Answer<{ webhooks: Webhook[] }>>;
    get(id: string, signal?: Signal): Promise<Answer<Webhook>>;
    /** Only what is named is changed. */
    update(id: string, change: Partial<WebhookRequest>, signal?: Signal): Promise<Answer<Webhook>>;
    remove(id: string, signal?: Signal): Promise<Answer<true>>;
  };
  app: { get(signal?: Signal): Promise<Answer<ConversationApp>> };
};

const maxPageBytes = 16 * 1024 * 1024;
const aMessage = objectWith<ConversationMessage>("id");
const aWebhook = objectWith<Webhook>("id", "target");

export function createConversationClient(api: Api, appId: string): ConversationClient {
  return {
    messages: {
      send: (body, signal) =>
        api.ask(
          { method: "POST", path: "/messages:send", body, signal },
          objectWith<SendMessageResponse>("message_id"),
        ),
      list: (query, signal) => api.ask(get("/messages", query, signal), objectWith<MessagePage>("messages")),
      get: (id, source, signal) => api.ask(get(path`/messages/${id}`, { messages_source: source }, signal), aMessage),
      remove: (id, source, signal) =>
        api.ask({ method: "DELETE", path: path`/messages/${id}`, query: { messages_source: source }, signal }, nothing),
    },
    webhooks: webhookCalls(api, appId),
    app: { get: (signal) => api.ask(get(path`/apps/${appId}`, undefined, signal), objectWith<ConversationApp>("id")) },
  };
}

function webhookCalls(api: Api, appId: string): ConversationClient["webhooks"] {
  const one = (id: string) => path`/webhooks/${id}`;
  const ofApp = path`/apps/${appId}/webhooks`;
  return {
    create: (body, signal) => api.ask({ method: "POST", path: "/webhooks", body, signal }, aWebhook),
    list: (signal) => api.ask(get(ofApp, undefined, signal), objectWith<{ webhooks: Webhook[] }>("webhooks")),
    get: (id, signal) => api.ask(get(one(id), undefined, signal), aWebhook),
    update: (id, body, signal) => {
      const query = { update_mask: Object.keys(body) };
      return api.ask({ method: "PATCH", path: one(id), query, body, signal }, aWebhook);
    },
    remove: (id, signal) => api.ask({ method: "DELETE", path: one(id), signal }, nothing),
  };
}

function get(path: string, query: Query | undefined, signal: Signal) {
  return { method: "GET" as const, path, query, signal, maxBytes: maxPageBytes };
}
