import { type Batch, isFinalAt, statusAt } from "../batch";
import { contactMessageOf } from "../callbacks/app-bodies";
import { toDigits } from "../numbers";
import type { Simulation } from "../simulation";
import { parseInstant } from "../sms/fields";
import type { Inbound } from "../store";
import { invalid, notFound } from "./refusal";

const defaultPageSize = 10;
const maxPageSize = 1_000;

type Entry = { at: number; seq: number; view: () => Record<string, unknown>; batch?: Batch; inbound?: Inbound };

/** `GET /messages`: newest first. What was sent in dispatch mode is in the dispatch source only, if kept at all. */
export function listMessages(simulation: Simulation, query: URLSearchParams) {
  const source = query.get("messages_source") ?? "CONVERSATION_SOURCE";
  const pageSize = toPageSize(query);
  const before = toToken(query);
  const isWanted = filterOf(query);
  const shown: Entry[] = [];
  for (const entry of entriesOf(simulation, source, query.get("view") !== "WITHOUT_METADATA")) {
    if (entry.seq >= before || !isWanted(entry)) continue;
    shown.push(entry);
    if (shown.length > pageSize) break;
  }
  const page = shown.slice(0, pageSize);
  const next = shown.length > pageSize ? String(page.at(-1)?.seq ?? "") : "";
  return { messages: page.map((entry) => entry.view()), next_page_token: next };
}

export function findMessage(simulation: Simulation, id: string, query: URLSearchParams): Record<string, unknown> {
  const source = query.get("messages_source") ?? "CONVERSATION_SOURCE";
  for (const entry of entriesOf(simulation, source, true)) {
    if ((entry.batch?.id ?? entry.inbound?.id) === id) return entry.view();
  }
  throw notFound("the message");
}

function entriesOf(simulation: Simulation, source: string, hasMetadata: boolean): Entry[] {
  const { store, settings } = simulation;
  const { keepsDispatched, echoMetadata } = settings.behaviour;
  const mode = source === "DISPATCH_SOURCE" ? "DISPATCH" : "CONVERSATION";
  const now = Date.now();
  const entries: Entry[] = [];
  for (const batch of store.batches()) {
    const { conversation } = batch;
    if (!conversation || conversation.processingMode !== mode || batch.listableAt > now) continue;
    if (mode === "DISPATCH" && !keepsDispatched) continue;
    const view = () => appMessageOf(batch, hasMetadata && echoMetadata);
    entries.push({ at: batch.createdAt, seq: batch.seq, view, batch });
  }
  for (const inbound of mode === "DISPATCH" && keepsDispatched ? store.inbounds() : []) {
    if (inbound.via !== "conversation") continue;
    entries.push({ at: inbound.at, seq: inbound.seq, view: () => contactMessageOf(inbound), inbound });
  }
  return entries.sort((one, other) => other.seq - one.seq);
}

/** `null`s do appear here. */
function appMessageOf(batch: Batch, hasMetadata: boolean): Record<string, unknown> {
  const sent = batch.conversation;
  return {
    id: batch.id,
    direction: "TO_CONTACT",
    app_message: sent?.message ?? null,
    channel_identity: { channel: sent?.channel ?? "SMS", identity: batch.recipients[0] ?? "", app_id: "" },
    conversation_id: "",
    contact_id: "",
    metadata: hasMetadata ? (sent?.metadata ?? "") : "",
    accept_time: new Date(batch.createdAt).toISOString(),
    sender_id: "",
    processing_mode: sent?.processingMode ?? "DISPATCH",
    injected: false,
    message_status: isFinalAt(batch, 0)
      ? { status: statusAt(batch, 0) === "Delivered" ? "DELIVERED" : "FAILED", event_time: iso(batch.finalAt[0]) }
      : null,
  };
}

function iso(ms: number | undefined): string {
  return new Date(ms ?? 0).toISOString();
}

function filterOf(query: URLSearchParams): (entry: Entry) => boolean {
  const direction = query.get("direction");
  const identity = query.get("channel_identity");
  const digits = identity === null ? null : (toDigits(identity) ?? identity);
  const channel = query.get("channel");
  const start = instant(query, "start_time") ?? Number.NEGATIVE_INFINITY;
  const end = instant(query, "end_time") ?? Number.POSITIVE_INFINITY;
  const isToApp = query.get("only_recipient_originated") === "true" ? "TO_APP" : direction;
  return ({ at, batch, inbound }) =>
    at >= start &&
    at < end &&
    (isToApp === null || isToApp === "UNDEFINED_DIRECTION" || isToApp === (inbound ? "TO_APP" : "TO_CONTACT")) &&
    (digits === null || digits === (inbound?.from ?? batch?.recipients[0])) &&
    (channel === null || channel === (batch?.conversation?.channel ?? (inbound?.media ? "MMS" : "SMS")));
}

function toPageSize(query: URLSearchParams): number {
  const text = query.get("page_size");
  if (text === null) return defaultPageSize;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 0 || size > maxPageSize) throw invalid("page_size", "must be 1 to 1000");
  return size === 0 ? defaultPageSize : size;
}

function toToken(query: URLSearchParams): number {
  const text = query.get("page_token");
  if (text === null || text === "") return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(text)) throw invalid("page_token", "is not one of ours");
  return Number(text);
}

function instant(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const value = parseInstant(text.replace(" ", "+"));
  if (value === null) throw invalid(name, "is not a timestamp");
  return value;
}
