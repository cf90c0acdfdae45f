import { now } from "@/lib/clock";
import type { Answer } from "../answer";
import { parseCallback } from "../callbacks/parse";
import type { DeliveryReport, InboundMessage, ParsedCallback } from "../callbacks/types";
import type { Page } from "../types";
import type { SmsClient } from "./client";
import type { SmsPage } from "./wire";

/**
 * What callbacks would have said, asked for. Pages are counted from the newest, so the window is closed at the first
 * call: what arrives meanwhile does not push anything onto a later page.
 */
const pageSize = 100;

type Place = { page: number; until: string };

export function listReports(client: SmsClient, since: Date, cursor: string | null, signal?: AbortSignal) {
  return list(cursor, isDeliveryReport, "delivery_reports", (page, end_date) =>
    client.reports.list({ start_date: since, end_date, page, page_size: pageSize }, signal),
  );
}

export function listInbounds(client: SmsClient, since: Date, cursor: string | null, signal?: AbortSignal) {
  return list(cursor, isInbound, "inbounds", (page, end_date) =>
    client.inbounds.list({ start_date: since, end_date, page, page_size: pageSize }, signal),
  );
}

async function list<T, Key extends string, Item>(
  cursor: string | null,
  isWanted: (callback: ParsedCallback) => T | null,
  key: Key,
  ask: (page: number, until: Date) => Promise<Answer<SmsPage<Key, Item>>>,
): Promise<Answer<Page<T>>> {
  const place = toPlace(cursor);
  const answer = await ask(place.page, new Date(place.until));
  if (!answer.ok) return answer;
  const wires = answer.value[key];
  // The same parser as for callbacks: an unreadable one is left out rather than holding up the rest.
  const items = wires.map((wire) => isWanted(parseCallback(JSON.stringify(wire)))).filter((item) => item !== null);
  const isLast = wires.length === 0 || (place.page + 1) * pageSize >= answer.value.count;
  const next = isLast ? null : JSON.stringify({ ...place, page: place.page + 1 });
  return { ok: true, value: { items, next } };
}

function toPlace(cursor: string | null): Place {
  // A second ahead: the end of the window is exclusive, and clocks differ.
  if (cursor === null) return { page: 0, until: new Date(now().getTime() + 1_000).toISOString() };
  return JSON.parse(cursor) as Place;
}

function isDeliveryReport(callback: ParsedCallback): DeliveryReport | null {
  return callback.kind === "delivery_report" ? callback : null;
}

function isInbound(callback: ParsedCallback): InboundMessage | null {
  return callback.kind === "inbound" ? callback : null;
}
