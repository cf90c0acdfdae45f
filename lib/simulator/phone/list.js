import { byId, element, fetchJson, formatCount, formatNumber, formatTime, formatWhen, icon } from "/dom.js";

const pageSize = 60;
const openedAt = Date.now();
/** Number → the newest text that was looked at. */
const seen = new Map();
let limit = pageSize;

export function markSeen(number, at) {
  seen.set(number, at);
}

export function showMore() {
  limit += pageSize;
}

export function resetLimit() {
  limit = pageSize;
}

export async function refreshList(current) {
  const search = byId("search").value.trim();
  const query = new URLSearchParams({ search, limit: String(limit) });
  const [{ conversations, more }, stats] = await Promise.all([
    fetchJson(`/_sim/conversations?${query}`),
    fetchJson("/_sim/stats"),
  ]);
  // Typed on while the answer was under way: a newer one is coming.
  if (byId("search").value.trim() !== search) return;
  const typed = toNumber(search);
  const isKnown = conversations.some(({ number }) => number === typed);
  const rows = conversations.map((conversation) => toRow(conversation, current));
  if (typed && !isKnown) rows.unshift(toNewPhone(typed, current));
  place(byId("conversations"), rows);
  byId("more").hidden = !more;
  showEmpty(rows.length === 0, search);
  byId("summary").textContent = summarise(stats);
}

function summarise({ accepted, waiting, messages }) {
  const moving = waiting.queue + messages.Dispatched;
  const texts = `${formatCount(accepted.messages)} ${accepted.messages === 1 ? "text" : "texts"}`;
  return moving > 0 ? `${texts} · ${formatCount(moving)} on their way` : texts;
}

function showEmpty(isEmpty, search) {
  byId("list-empty").hidden = !isEmpty;
  byId("list-empty-title").textContent = search ? "No such phone" : "No texts yet";
  byId("list-empty-words").textContent = search
    ? "Nothing was sent to a number like this. Type it in full, with its country code, to write from it."
    : "Send a campaign or a test in Tidings. Every text shows up here, on the phone it was sent to.";
}

function toNumber(text) {
  const digits = text.replace(/[\s()-]/g, "");
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}

function toRow({ number, direction, text, at, status, words }, current) {
  const isUnread = direction === "received" && at > Math.max(openedAt, seen.get(number) ?? 0) && number !== current;
  const isFailed = direction === "received" && !["Queued", "Dispatched", "Delivered"].includes(status);
  const preview = element(
    "span",
    { class: "preview" },
    element("span", {}, direction === "sent" ? `You: ${text}` : text),
  );
  if (isFailed) preview.append(icon("cross"), element("span", { class: "hidden" }, words));
  if (isUnread) preview.append(element("span", { class: "new" }), element("span", { class: "hidden" }, "New"));
  return link(number, current, formatWhen(at), preview, isUnread);
}

function toNewPhone(number, current) {
  return link(
    number,
    current,
    "",
    element("span", { class: "preview" }, element("span", {}, "Write from this phone")),
    false,
  );
}

/** Number → its row, so that a row that stays keeps focus and hover while texts pour in. */
const rowsByNumber = new Map();

function link(number, current, when, preview, isUnread) {
  const row = rowsByNumber.get(number) ?? element("li", {}, element("a", { href: `#${number}` }));
  rowsByNumber.set(number, row);
  const anchor = row.firstChild;
  anchor.className = isUnread ? "row unread" : "row";
  if (number === current) anchor.setAttribute("aria-current", "true");
  else anchor.removeAttribute("aria-current");
  const attributes = { class: "avatar", "data-tint": String(tint(number)), "aria-hidden": "true" };
  const time = when === "" ? "" : element("time", {}, when);
  const top = element("span", { class: "top" }, element("span", { class: "number" }, formatNumber(number)), time);
  anchor.replaceChildren(element("span", attributes, number.slice(-2)), top, preview);
  return row;
}

function place(list, rows) {
  const isSame = rows.length === list.children.length && rows.every((row, index) => row === list.children[index]);
  if (isSame) return;
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  list.replaceChildren(...rows);
  if (focused?.isConnected) focused.focus({ preventScroll: true });
  const kept = new Set(rows);
  for (const [number, row] of rowsByNumber) if (!kept.has(row)) rowsByNumber.delete(number);
}

function tint(number) {
  return Number(number.slice(-3)) % 5;
}

export function tickClock() {
  byId("clock").textContent = formatTime(Date.now());
}
