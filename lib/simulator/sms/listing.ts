import type { Batch } from "../batch";
import { toSender } from "../numbers";
import type { Store } from "../store";
import { toBatchView } from "./batch-json";
import { parseInstant } from "./fields";
import { badFormat, violation } from "./refusal";

const dayMs = 24 * 60 * 60 * 1_000;
const keptDays = 14;

/** `GET /batches`: newest first; without `start_date` only the last 24 hours, never more than 14 days. */
export function listBatches(store: Store, query: URLSearchParams, now: number): Record<string, unknown> {
  const page = integer(query, "page", 0, 0, Number.MAX_SAFE_INTEGER);
  const pageSize = integer(query, "page_size", 30, 1, 100);
  const start = Math.max(instant(query, "start_date") ?? now - dayMs, now - keptDays * dayMs);
  const end = instant(query, "end_date") ?? Number.POSITIVE_INFINITY;
  const reference = query.get("client_reference");
  const senders = query
    .get("from")
    ?.split(",")
    .map((sender) => toSender(sender.trim()));
  const isWanted = (batch: Batch) =>
    batch.createdAt >= start &&
    batch.createdAt < end &&
    (reference === null || batch.fields.client_reference === reference) &&
    (senders === undefined || senders.includes(batch.fields.from));
  const matches = store.newestFirst().filter(isWanted);
  const shown = matches.slice(page * pageSize, (page + 1) * pageSize);
  return { count: matches.length, page, page_size: shown.length, batches: shown.map(toBatchView) };
}

function integer(query: URLSearchParams, field: string, fallback: number, min: number, max: number): number {
  const text = query.get(field);
  if (text === null) return fallback;
  if (!/^-?\d+$/.test(text)) throw badFormat(`'${text}' is not a valid number`);
  const value = Number(text);
  if (value < min || value > max) throw violation(`${field} is out of range`);
  return value;
}

function instant(query: URLSearchParams, field: string): number | null {
  const text = query.get(field);
  if (text === null) return null;
  // An unencoded + of an offset arrives as a space.
  const value = parseInstant(text.replace(" ", "+"));
  if (value === null) throw badFormat(`'${text}' is not a valid ISO 8601 date`);
  return value;
}
