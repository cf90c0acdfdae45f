import type { Batch } from "../batch";
import { wordsOfCode } from "../carrier/codes";
import { toDigits } from "../numbers";
import type { Inbound, Store } from "../store";
import { placesOf, toMessageView } from "./messages";

/** What the virtual phone shows. Nothing is indexed by number: batches are walked, newest first, until the page is full. */
type Entry = { at: number } & ({ batch: Batch; index: number } | { inbound: Inbound });

const maxListed = 500;
const maxThread = 200;

export function listConversations(store: Store, query: URLSearchParams) {
  const limit = Math.min(Math.max(Number(query.get("limit")) || 60, 1), maxListed);
  const search = (query.get("search") ?? "").replace(/[^\d]/g, "");
  const seen = new Map<string, Entry>();
  for (const entry of newestFirst(store)) {
    const number = numberOf(entry);
    if (seen.has(number) || !number.includes(search)) continue;
    // One more than asked for, to know whether there are more.
    if (seen.size === limit) return { conversations: summaries(seen), more: true };
    seen.set(number, entry);
  }
  return { conversations: summaries(seen), more: false };
}

export function readThread(store: Store, raw: string, planNumber: string) {
  const digits = toDigits(raw);
  if (digits === null) return null;
  const entries: Entry[] = [];
  for (const inbound of store.inbounds()) if (inbound.from === digits) entries.push({ at: inbound.at, inbound });
  for (const batch of store.batches()) {
    for (const index of placesOf(batch, digits)) entries.push({ at: batch.createdAt, batch, index });
  }
  entries.sort((one, other) => one.at - other.at);
  const bubbles = entries.slice(-maxThread).map(toBubble);
  const lastSender = bubbles.findLast((bubble) => bubble.direction === "received")?.address;
  return {
    number: `+${digits}`,
    replyTo: lastSender ?? planNumber,
    earlier: Math.max(0, entries.length - maxThread),
    messages: bubbles,
  };
}

function* newestFirst(store: Store): Generator<Entry> {
  const inbounds = store.inbounds();
  let next = inbounds.length - 1;
  for (const batch of store.newestFirst()) {
    for (let inbound = inbounds[next]; inbound && inbound.seq > batch.seq; inbound = inbounds[--next]) {
      yield { at: inbound.at, inbound };
    }
    for (let index = 0; index < batch.recipients.length; index++) yield { at: batch.createdAt, batch, index };
  }
  for (let inbound = inbounds[next]; inbound; inbound = inbounds[--next]) yield { at: inbound.at, inbound };
}

function numberOf(entry: Entry): string {
  return "inbound" in entry ? entry.inbound.from : (entry.batch.recipients[entry.index] ?? "");
}

function summaries(seen: Map<string, Entry>) {
  return Array.from(seen, ([digits, entry]) => {
    const { direction, text, at, status, words, media } = toBubble(entry);
    const shown = text === "" && media.length > 0 ? "Media" : text.slice(0, 120);
    return { number: `+${digits}`, direction, text: shown, at, status, words };
  });
}

/** Seen from the handset: what the plan sent is `received`. */
function toBubble(entry: Entry) {
  if ("inbound" in entry) {
    const { id, to, body, at, callback, media, udh } = entry.inbound;
    const words = { none: "Sent", waiting: "Sending", delivered: "Delivered", refused: "Not taken" }[callback];
    const text = udh === undefined ? body : `(${Buffer.from(body, "base64").length} bytes)`;
    const urls = media?.map(({ url }) => url) ?? [];
    return {
      id,
      direction: "sent",
      address: to,
      text,
      at,
      status: callback,
      words,
      parts: 0,
      encoding: null,
      media: urls,
    };
  }
  const view = toMessageView(entry.batch, entry.index);
  return {
    id: `${view.batch_id}-${entry.index}`,
    direction: "received",
    address: view.from ?? "",
    text: view.body,
    at: entry.at,
    status: view.status,
    words: isTold(view.code) ? wordsOfCode(view.code) : `${wordsOfCode(view.code)} (${view.code})`,
    parts: view.parts,
    encoding: view.encoding,
    media: view.media_url === null ? [] : [view.media_url],
    subject: entry.batch.fields.media?.subject ?? null,
    isFlash: entry.batch.fields.flash_message === true,
  };
}

/** Delivered, queued and on its way need no code beside their words. */
function isTold(code: number): boolean {
  return code === 0 || code === 400 || code === 401;
}
