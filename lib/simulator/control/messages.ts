import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Batch, messageText, statusAt } from "../batch";
import { sendJson } from "../http/respond";
import { toDigits } from "../numbers";
import type { Store } from "../store";
import { countParts, firstPart } from "../text-parts";

/** The ground truth: every accepted message, oldest first. Numbers carry `+` here. */
export type MessageView = {
  batch_id: string;
  client_reference: string | null;
  from: string | null;
  recipient: string;
  body: string;
  parts: number;
  encoding: "GSM" | "UNICODE";
  status: string;
  code: number;
  accepted_at: string;
  dispatched_at: string | null;
  final_at: string | null;
  /** Which API it was sent through, and what besides a text it carries. */
  api: "sms" | "conversation";
  media_url: string | null;
  feedback: boolean;
};

export const columns = [
  "batch_id",
  "client_reference",
  "from",
  "recipient",
  "body",
  "parts",
  "encoding",
  "status",
  "code",
  "accepted_at",
  "dispatched_at",
  "final_at",
  "api",
  "media_url",
  "feedback",
] as const satisfies (keyof MessageView)[];

const defaultPageSize = 1_000;
const maxPageSize = 100_000;

/** `format=compact` streams all matches as `{columns, rows}`; otherwise a page of objects with the count. */
export async function sendMessages(store: Store, response: ServerResponse, query: URLSearchParams): Promise<void> {
  const digits = query.has("recipient") ? toDigits((query.get("recipient") ?? "").trim()) : undefined;
  const reference = query.get("client_reference");
  const groups = matching(store, reference, digits);
  if (query.get("format") === "compact") return streamCompact(response, groups);
  const page = Math.max(0, Math.trunc(Number(query.get("page") ?? 0)) || 0);
  const asked = Math.trunc(Number(query.get("page_size") ?? defaultPageSize)) || defaultPageSize;
  const pageSize = Math.min(Math.max(asked, 1), maxPageSize);
  const messages: MessageView[] = [];
  let count = 0;
  for (const { batch, indexes } of groups) {
    for (const index of indexes) {
      if (count >= page * pageSize && count < (page + 1) * pageSize) messages.push(toMessageView(batch, index));
      count += 1;
    }
  }
  sendJson(response, 200, { count, page, page_size: messages.length, messages });
}

export function toMessageView(batch: Batch, index: number): MessageView {
  const body = messageText(batch, index, firstPart);
  return {
    batch_id: batch.id,
    client_reference: batch.fields.client_reference ?? null,
    from: withPlus(batch.fields.from),
    recipient: `+${batch.recipients[index] ?? ""}`,
    body,
    ...countParts(body),
    status: statusAt(batch, index),
    code: batch.code[index] ?? 0,
    accepted_at: new Date(batch.createdAt).toISOString(),
    dispatched_at: isoOrNull(batch.dispatchedAt[index]),
    final_at: isoOrNull(batch.finalAt[index]),
    api: batch.conversation ? "conversation" : "sms",
    media_url: batch.fields.media?.url ?? null,
    feedback: batch.feedback?.has(batch.recipients[index] ?? "") ?? false,
  };
}

type Group = { batch: Batch; indexes: Iterable<number> };

/** `digits` undefined: everybody; null: what was asked for is no number, so nobody. */
function* matching(store: Store, reference: string | null, digits: string | null | undefined): Generator<Group> {
  if (digits === null) return;
  for (const batch of store.batches()) {
    if (reference !== null && batch.fields.client_reference !== reference) continue;
    yield { batch, indexes: digits === undefined ? batch.recipients.keys() : placesOf(batch, digits) };
  }
}

/** A number may stand twice in one batch, and then it is two messages. */
export function placesOf(batch: Batch, digits: string): number[] {
  const places: number[] = [];
  for (let at = batch.recipients.indexOf(digits); at !== -1; at = batch.recipients.indexOf(digits, at + 1)) {
    places.push(at);
  }
  return places;
}

async function streamCompact(response: ServerResponse, groups: Iterable<Group>): Promise<void> {
  response.writeHead(200, { "content-type": "application/json" });
  // A reader that goes away early is no failure.
  await pipeline(Readable.from(compactChunks(groups)), response).catch(() => undefined);
}

function* compactChunks(groups: Iterable<Group>): Generator<string> {
  yield `{"columns":${JSON.stringify(columns)},"rows":[`;
  let separator = "";
  for (const { batch, indexes } of groups) {
    const rows = Array.from(indexes, (index) => JSON.stringify(toRow(toMessageView(batch, index))));
    if (rows.length === 0) continue;
    yield separator + rows.join(",");
    separator = ",";
  }
  yield "]}";
}

/** Short codes and names stay as they are. */
function withPlus(sender: string | null): string | null {
  return sender !== null && /^\d{7,}$/.test(sender) ? `+${sender}` : sender;
}

function toRow(view: MessageView): unknown[] {
  return columns.map((column) => view[column]);
}

function isoOrNull(ms: number | undefined): string | null {
  return ms ? new Date(ms).toISOString() : null;
}
