import { parseInstant } from "./fields";
import { badFormat, violation } from "./refusal";

const dayMs = 24 * 60 * 60 * 1_000;
const keptDays = 14;
const isoDate = "is not a valid ISO 8601 date";

export type Window = { page: number; pageSize: number; start: number; end: number };

/** Without `start_date` only the last 24 hours, never more than 14 days; `end_date` is exclusive. */
export function toWindow(query: URLSearchParams, now: number): Window {
  return {
    ...toPaging(query),
    start: Math.max(instant(query, "start_date") ?? now - dayMs, now - keptDays * dayMs),
    end: instant(query, "end_date") ?? Number.POSITIVE_INFINITY,
  };
}

export function toPaging(query: URLSearchParams): Pick<Window, "page" | "pageSize"> {
  return {
    page: integer(query, "page", 0, 0, Number.MAX_SAFE_INTEGER),
    pageSize: integer(query, "page_size", 30, 1, 100),
  };
}

/** `count` is of all, `page_size` of this page. */
export function toPage<T>(matches: Iterable<T>, { page, pageSize }: Pick<Window, "page" | "pageSize">) {
  const shown: T[] = [];
  let count = 0;
  for (const match of matches) {
    if (count >= page * pageSize && shown.length < pageSize) shown.push(match);
    count += 1;
  }
  return { count, page, shown };
}

export function integer(query: URLSearchParams, field: string, fallback: number, min: number, max: number): number {
  const text = query.get(field);
  if (text === null) return fallback;
  if (!/^-?\d+$/.test(text)) throw badFormat(`'${text}' is not a valid number`);
  const value = Number(text);
  if (value < min || value > max) throw violation(`${field} is out of range`);
  return value;
}

/** One parameter with commas. */
export function list(query: URLSearchParams, field: string): string[] | null {
  const text = query.get(field);
  return text === null ? null : text.split(",").map((item) => item.trim());
}

function instant(query: URLSearchParams, field: string): number | null {
  const text = query.get(field);
  if (text === null) return null;
  // An unencoded + of an offset arrives as a space.
  const value = parseInstant(text.replace(" ", "+"));
  if (value === null) throw badFormat(`'${text}' ${isoDate}`);
  return value;
}
