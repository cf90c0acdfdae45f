import { now } from "@/lib/clock";
import { createApi } from "../api";
import { bearer } from "../auth/authorizer";
import { oauth } from "../auth/oauth";
import { checkConnection } from "../check";
import type { SmsPlanConfig, SmsProjectConfig } from "../config";
import { createHttpClient, type HttpClient } from "../http";
import { classifySend } from "../outcome";
import { authHost, smsHosts, smsProjectHosts, withoutTrailingSlash } from "../regions";
import type { OutgoingBatch, SendOptions, SendOutcome, Transport, TransportCapabilities } from "../types";
import { findCanceled } from "./canceled";
import { createSmsClient, type SmsClient } from "./client";
import { dryRun } from "./dry-run";
import { findByReference } from "./find";
import { listInbounds, listReports } from "./listings";
import { toBatchJson } from "./request-body";

/**
 * The SMS API with a service plan's token or a project's access key. Every call ends within the timeout with a
 * value, never with an exception for what the network does. A send is repeated only when its token had expired,
 * which is a sure refusal: whether to try again is decided by whoever wrote the attempt down.
 */
const defaultTimeoutMs = 30_000;
const defaultRegion = "eu";

const capabilities: TransportCapabilities = {
  api: "sms",
  maxRecipients: 1000,
  outcomes: "batch",
  hasParameters: true,
  hasExpiry: true,
  hasScheduling: true,
  hasCancel: true,
  lookup: "complete",
  hasDryRun: true,
  hasMedia: true,
  hasFlash: true,
  hasFeedback: true,
  hasReportListing: true,
  hasInboundListing: true,
};

/** The transport, and below it every operation of the SMS API. */
export type SmsTransport = Transport & { readonly client: SmsClient };

export function createSmsTransport(config: SmsPlanConfig | SmsProjectConfig): SmsTransport {
  const timeoutMs = config.timeoutMs ?? defaultTimeoutMs;
  const http = createHttpClient(timeoutMs);
  const isProject = "accessKey" in config;
  const api = isProject ? projectApi(config, http, timeoutMs) : planApi(config, http, timeoutMs);
  const client = createSmsClient(api);
  const sendBatch = async (batch: OutgoingBatch, { signal, stop }: SendOptions = {}): Promise<SendOutcome> =>
    classifySend(
      await api.exchange({ method: "POST", path: "/batches", json: toBatchJson(batch), signal, stop }),
      now(),
    );
  return {
    capabilities,
    client,
    sendBatch,
    sendEach: async (batch, { onOutcome, ...options } = {}) => {
      const outcome = await sendBatch(batch, options);
      const outcomes = batch.to.map((recipient) => ({ recipient, outcome }));
      for (const each of onOutcome ? outcomes : []) onOutcome?.(each);
      return outcomes;
    },
    cancelBatch: async (providerId, signal) => {
      const answer = await client.batches.cancel(providerId, signal);
      return answer.ok ? { ok: true, value: { isCanceled: answer.value.canceled === true } } : answer;
    },
    findCanceled: (providerId, signal) => findCanceled(client, providerId, signal),
    findByReference: (references, since, signal) => findByReference(client, references, since, signal),
    dryRun: (batch, signal) => dryRun(api, batch, signal),
    listReports: (since, cursor, signal) => listReports(client, since, cursor ?? null, signal),
    listInbounds: (since, cursor, signal) => listInbounds(client, since, cursor ?? null, signal),
    checkConnection: (signal) =>
      checkConnection(
        api,
        { path: "/batches", query: { page_size: 1 }, kind: isProject ? "sms_project" : "sms_plan" },
        signal,
      ),
    close: () => http.close(),
  };
}

function planApi(config: SmsPlanConfig, http: HttpClient, timeoutMs: number) {
  const host = withoutTrailingSlash(config.baseUrl ?? smsHosts[config.region ?? defaultRegion]);
  return createApi(
    http,
    `${host}/xms/v1/${encodeURIComponent(config.servicePlanId)}`,
    bearer(config.apiToken),
    timeoutMs,
  );
}

/** The project takes the plan's place in the address. */
function projectApi(config: SmsProjectConfig, http: HttpClient, timeoutMs: number) {
  const host = withoutTrailingSlash(config.baseUrl ?? smsProjectHosts[config.region ?? defaultRegion]);
  const tokenHost = withoutTrailingSlash(config.authUrl ?? authHost);
  const base = `${host}/xms/v1/${encodeURIComponent(config.projectId)}`;
  return createApi(http, base, oauth(http, tokenHost, config.accessKey), timeoutMs);
}
