import { type Answer, nothing, objectWith, type Shape } from "../answer";
import { type Api, path, type Query } from "../api";
import { type GroupCalls, groupCalls } from "./groups";
import type {
  DryRun,
  SmsBatch,
  SmsBatchReport,
  SmsBatchRequest,
  SmsBatchUpdate,
  SmsInbound,
  SmsPage,
  SmsRecipientReport,
} from "./wire";

/**
 * Every operation of the SMS API but the send itself, which has outcomes of its own (transport.ts). One call, one
 * answer: nothing is repeated, nothing thrown for what the network does.
 */
type PageQuery = { page?: number; page_size?: number };
/** Without `start_date` Sinch looks back 24 hours, never more than 14 days. `end_date` is exclusive. */
type WindowQuery = PageQuery & { start_date?: Date; end_date?: Date; client_reference?: string };

export type BatchQuery = WindowQuery & { from?: readonly string[] };
export type ReportQuery = WindowQuery & { status?: readonly string[]; code?: readonly string[] };
export type InboundQuery = WindowQuery & { to?: readonly string[] };
export type BatchReportQuery = { type?: "summary" | "full"; status?: readonly string[]; code?: readonly string[] };
export type DryRunQuery = { per_recipient?: boolean; number_of_recipients?: number };

type Signal = AbortSignal | undefined;

export type SmsClient = {
  batches: {
    /** For ledgers and engines use the transport's `sendBatch`, which tells "refused" from "nobody knows". */
    send(batch: SmsBatchRequest, signal?: Signal): Promise<Answer<SmsBatch>>;
    list(query?: BatchQuery, signal?: Signal): Promise<Answer<SmsPage<"batches", SmsBatch>>>;
    get(id: string, signal?: Signal): Promise<Answer<SmsBatch>>;
    update(id: string, change: SmsBatchUpdate, signal?: Signal): Promise<Answer<SmsBatch>>;
    replace(id: string, batch: SmsBatchRequest, signal?: Signal): Promise<Answer<SmsBatch>>;
    cancel(id: string, signal?: Signal): Promise<Answer<SmsBatch>>;
    dryRun(batch: SmsBatchRequest, query?: DryRunQuery, signal?: Signal): Promise<Answer<DryRun>>;
    /** An empty list means everybody, which Sinch refuses for batches to groups. */
    sendFeedback(id: string, recipients: readonly string[], signal?: Signal): Promise<Answer<true>>;
  };
  reports: {
    ofBatch(id: string, query?: BatchReportQuery, signal?: Signal): Promise<Answer<SmsBatchReport>>;
    ofRecipient(id: string, recipient: string, signal?: Signal): Promise<Answer<SmsRecipientReport>>;
    list(query?: ReportQuery, signal?: Signal): Promise<Answer<SmsPage<"delivery_reports", SmsRecipientReport>>>;
  };
  inbounds: {
    list(query?: InboundQuery, signal?: Signal): Promise<Answer<SmsPage<"inbounds", SmsInbound>>>;
    get(id: string, signal?: Signal): Promise<Answer<SmsInbound>>;
  };
  groups: GroupCalls;
};

const aBatch = objectWith<SmsBatch>("id", "to");
const aReport = objectWith<SmsRecipientReport>("batch_id", "recipient", "status");
const anInbound = objectWith<SmsInbound>("id", "from", "to");

/** A page of a hundred batches with long parameter values echoes a lot. */
export const maxPageBytes = 64 * 1024 * 1024;

export function createSmsClient(api: Api): SmsClient {
  return {
    batches: batchCalls(api),
    reports: reportCalls(api),
    inbounds: {
      list: (query, signal) => api.ask(get("/inbounds", query, signal), pageOf("inbounds")),
      get: (id, signal) => api.ask(get(path`/inbounds/${id}`, undefined, signal), anInbound),
    },
    groups: groupCalls(api),
  };
}

function batchCalls(api: Api): SmsClient["batches"] {
  const one = (id: string) => path`/batches/${id}`;
  const maxBytes = maxPageBytes;
  return {
    send: (body, signal) => api.ask({ method: "POST", path: "/batches", body, signal, maxBytes }, aBatch),
    list: (query, signal) => api.ask(get("/batches", query, signal), pageOf("batches")),
    get: (id, signal) => api.ask(get(one(id), undefined, signal), aBatch),
    update: (id, body, signal) => api.ask({ method: "POST", path: one(id), body, signal, maxBytes }, aBatch),
    replace: (id, body, signal) => api.ask({ method: "PUT", path: one(id), body, signal, maxBytes }, aBatch),
    cancel: (id, signal) => api.ask({ method: "DELETE", path: one(id), signal, maxBytes }, aBatch),
    dryRun: (body, query, signal) =>
      api.ask({ method: "POST", path: "/batches/dry_run", query, body, signal, maxBytes }, aDryRun),
    sendFeedback: (id, recipients, signal) =>
      api.ask({ method: "POST", path: `${one(id)}/delivery_feedback`, body: { recipients }, signal }, nothing),
  };
}

const aDryRun = objectWith<DryRun>("number_of_recipients", "number_of_messages");

function reportCalls(api: Api): SmsClient["reports"] {
  return {
    ofBatch: (id, query, signal) =>
      api.ask(get(path`/batches/${id}/delivery_report`, query, signal), objectWith("batch_id", "statuses")),
    ofRecipient: (id, recipient, signal) =>
      api.ask(get(path`/batches/${id}/delivery_report/${recipient}`, undefined, signal), aReport),
    list: (query, signal) => api.ask(get("/delivery_reports", query, signal), pageOf("delivery_reports")),
  };
}

function get(path: string, query: Query | undefined, signal: Signal) {
  return { method: "GET" as const, path, query, signal, maxBytes: maxPageBytes };
}

function pageOf<Key extends string, Item>(key: Key): Shape<SmsPage<Key, Item>> {
  const isPage = objectWith<SmsPage<Key, Item>>("count", key);
  return (wire) => {
    const page = isPage(wire);
    return page && Array.isArray(page[key]) ? page : null;
  };
}
