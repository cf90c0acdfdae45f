import { now } from "@/lib/clock";
import { unsupported } from "../answer";
import { createApi } from "../api";
import { oauth } from "../auth/oauth";
import { checkConnection } from "../check";
import type { ConversationConfig } from "../config";
import { createHttpClient } from "../http";
import { classifySend } from "../outcome";
import { authHost, conversationHosts, withoutTrailingSlash } from "../regions";
import type { OutgoingBatch, SendOutcome, Transport, TransportCapabilities } from "../types";
import { type ConversationClient, createConversationClient } from "./client";
import { fanOut, sumUp } from "./fan-out";
import { findByReference, listInbounds } from "./lookup";
import { createPace } from "./pace";
import { compile } from "./render";
import { toSendRequest } from "./send-body";

/**
 * The Conversation API: one message to one person a call, so a batch becomes many sends at the app's rate with an
 * outcome for each. Nothing is repeated but what an expired token kept from being looked at. A crash leaves unclear
 * those whose outcome was not heard of: record them one by one (`onOutcome`).
 */
const defaultTimeoutMs = 30_000;
const defaultPerSecond = 25;
const defaultConcurrency = 32;
/** Part of the timeout in which the app's rate has to let a whole batch through; the rest is for answers. */
const sendingShare = 0.6;

export type ConversationTransport = Transport & { readonly client: ConversationClient };

export function createConversationTransport(config: ConversationConfig): ConversationTransport {
  const timeoutMs = config.timeoutMs ?? defaultTimeoutMs;
  const http = createHttpClient(timeoutMs);
  const host = withoutTrailingSlash(config.baseUrl ?? conversationHosts[config.region ?? "eu"]);
  const tokenHost = withoutTrailingSlash(config.authUrl ?? authHost);
  const base = `${host}/v1/projects/${encodeURIComponent(config.projectId)}`;
  const api = createApi(http, base, oauth(http, tokenHost, config.accessKey), timeoutMs);
  const client = createConversationClient(api, config.appId);
  const perSecond = config.messagesPerSecond ?? defaultPerSecond;
  const pace = createPace(perSecond);

  const sendEach: Transport["sendEach"] = (batch, { signal, stop, onOutcome } = {}) => {
    const render = compile(batch.body, batch.parameters);
    const send = async (recipient: string, leftMs: number): Promise<SendOutcome> => {
      const text = render(recipient);
      if (text === null) return missingParameter;
      const body = toSendRequest(batch, recipient, text, config, now());
      const call = { body, signal, stop, timeoutMs: leftMs };
      const result = await api.exchange({ method: "POST", path: "/messages:send", ...call });
      return classifySend(result, now(), "message_id");
    };
    const concurrency = config.concurrency ?? defaultConcurrency;
    return fanOut({ recipients: batch.to, concurrency, pace, timeoutMs, send, signal, stop, onOutcome });
  };

  return {
    capabilities: capabilitiesFor(Math.floor((perSecond * timeoutMs * sendingShare) / 1_000)),
    client,
    sendEach,
    sendBatch: async (batch: OutgoingBatch, options) => sumUp(await sendEach(batch, options)),
    cancelBatch: () => Promise.resolve(unsupported),
    findCanceled: () => Promise.resolve(unsupported),
    findByReference: (references, since, signal) => findByReference(client, config, references, since, signal),
    dryRun: () => Promise.resolve(unsupported),
    listReports: () => Promise.resolve(unsupported),
    listInbounds: (since, cursor, signal) => listInbounds(client, config, since, cursor ?? null, signal),
    checkConnection: (signal) => checkConnection(api, { path: appPath(config), kind: "conversation" }, signal),
    close: () => http.close(),
  };
}

const appPath = ({ appId }: ConversationConfig) => `/apps/${encodeURIComponent(appId)}`;

/** What the SMS API would have reported as code 405: this recipient alone is at fault, and nothing was sent. */
const missingParameter: SendOutcome = {
  kind: "rejected",
  code: "unmatched_parameter",
  text: "A parameter has neither a value for this recipient nor a default.",
  permanent: true,
  httpStatus: 400,
};

function capabilitiesFor(recipients: number): TransportCapabilities {
  return {
    api: "conversation",
    maxRecipients: Math.max(1, Math.min(1_000, recipients)),
    outcomes: "recipient",
    hasParameters: true,
    hasExpiry: true,
    hasScheduling: false,
    hasCancel: false,
    lookup: "presence",
    hasDryRun: false,
    hasMedia: true,
    hasFlash: true,
    hasFeedback: false,
    hasReportListing: false,
    hasInboundListing: true,
  };
}
