import { byId, element, fetchJson, formatDay, formatNumber, formatSeconds, icon } from "/dom.js";
import { markSeen } from "/list.js";

const tones = {
  Delivered: ["ok", "check"],
  delivered: ["ok", "check"],
  none: ["plain", "check"],
  Queued: ["plain", "clock"],
  Dispatched: ["plain", "clock"],
  waiting: ["plain", "clock"],
  Unknown: ["unknown", "question"],
};
const encodings = { GSM: "GSM-7", UNICODE: "Unicode" };

let shown = { number: null, replyTo: null };

export async function refreshThread(number) {
  const isNew = shown.number !== number;
  if (isNew) keepDraft(number);
  const thread = await fetchJson(`/_sim/conversations/${encodeURIComponent(number)}`);
  // Another phone was picked while this one was loading.
  if (location.hash.slice(1) !== number) return;
  shown = { number: thread.number, replyTo: thread.replyTo };
  showThread(true);
  byId("thread-number").textContent = formatNumber(thread.number);
  byId("thread-with").textContent = `Texting with ${formatNumber(thread.replyTo)}`;
  allowReply(/^\+?\d+$/.test(thread.replyTo));
  draw(thread, isNew);
  markSeen(thread.number, thread.messages.at(-1)?.at ?? 0);
}

/** Number → what was begun there: a draft of one phone must not be sent from another. */
const drafts = new Map();
let draftOf = null;

function keepDraft(number) {
  if (draftOf === number) return;
  const text = byId("text");
  if (draftOf) drafts.set(draftOf, text.value);
  draftOf = number;
  text.value = drafts.get(number) ?? "";
  text.dispatchEvent(new Event("input"));
  byId("problem").hidden = true;
}

export function showThread(isOpen) {
  byId("thread").hidden = !isOpen;
  byId("nobody").hidden = isOpen;
  if (!isOpen) shown = { number: null, replyTo: null };
}

/** A photo comes from the simulator itself, so that there is one on every machine. */
export function sendPhoto(body) {
  return sendReply(body, [{ url: `${location.origin}/photo.svg`, content_type: "image/svg+xml" }]);
}

export async function sendReply(body, media) {
  const problem = byId("problem");
  problem.hidden = true;
  try {
    const text = { from: shown.number, to: shown.replyTo, body, media };
    const headers = { "content-type": "application/json" };
    await fetchJson("/_sim/inbound", { method: "POST", headers, body: JSON.stringify(text) });
    return true;
  } catch (error) {
    problem.textContent = `Not sent: ${error.message}`;
    problem.hidden = false;
    return false;
  }
}

function allowReply(isAllowed) {
  for (const button of byId("quick").querySelectorAll("button")) button.disabled = !isAllowed;
  const text = byId("text");
  text.disabled = !isAllowed;
  text.placeholder = isAllowed ? "Text message" : "A name cannot be answered";
}

/** Bubbles are kept by their id: only what is new is added, so nothing flickers and readers hear it once. */
function draw({ messages, earlier, replyTo }, isNew) {
  const log = byId("bubbles");
  const wasAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const wanted = messages.flatMap((message, index) => {
    const previous = messages[index - 1];
    const isNewDay = !previous || formatDay(previous.at) !== formatDay(message.at);
    const bubble = { id: message.id, message };
    return isNewDay ? [{ id: `day-${formatDay(message.at)}`, words: formatDay(message.at) }, bubble] : [bubble];
  });
  if (earlier > 0) wanted.unshift({ id: `earlier-${earlier}`, words: `${earlier} earlier texts are not shown` });
  if (wanted.length === 0) {
    wanted.push({ id: `hint-${replyTo}`, words: `Nothing yet. What you write goes to ${formatNumber(replyTo)}.` });
  }
  const old = new Map(isNew ? [] : Array.from(log.children, (child) => [child.dataset.id, child]));
  const nodes = wanted.map((item) => old.get(item.id) ?? create(item));
  if (isNew || nodes.some((node, index) => log.children[index] !== node) || log.children.length !== nodes.length) {
    keepOrReplace(log, nodes, isNew);
  }
  for (const [index, item] of wanted.entries()) if (item.message) updateMeta(nodes[index], item.message);
  if (isNew || wasAtEnd) log.scrollTop = log.scrollHeight;
}

function keepOrReplace(log, nodes, isNew) {
  const kept = new Set(nodes);
  if (isNew) log.replaceChildren(...nodes);
  for (const child of [...log.children]) if (!kept.has(child)) child.remove();
  for (const node of nodes) if (node.parentNode !== log) log.append(node);
}

function create({ id, words, message }) {
  if (!message) return element("div", { class: "day", "data-id": id }, words);
  const bubble = element("div", { class: "bubble", "data-id": id });
  bubble.append(...message.media.map(toMedia));
  if (message.subject) bubble.append(element("p", { class: "subject" }, message.subject));
  if (message.text !== "" || message.media.length === 0) bubble.append(element("p", {}, message.text));
  bubble.append(element("div", { class: "meta" }));
  return bubble;
}

/** A picture knows its height only now: whoever was at the end of the thread stays there. */
function followPicture(picture) {
  const log = byId("bubbles");
  const below = log.scrollHeight - log.scrollTop - log.clientHeight;
  if (below < picture.height + 120) log.scrollTop = log.scrollHeight;
}

/** The picture, or, where there is none to be had, its name. */
function toMedia(url) {
  const name = url.split("?")[0].split("/").at(-1) || "Attachment";
  const link = element("a", { class: "media", href: url, target: "_blank", rel: "noreferrer" });
  const picture = element("img", { src: url, alt: `Picture ${name}`, referrerpolicy: "no-referrer" });
  picture.addEventListener("load", () => followPicture(picture));
  picture.addEventListener("error", () => link.replaceChildren(icon("file"), name));
  link.append(picture);
  return link;
}

function updateMeta(node, message) {
  if (node.dataset.status === message.status) return;
  node.dataset.status = message.status;
  const [tone, symbol] = tones[message.status] ?? ["bad", "cross"];
  node.className = `bubble ${message.direction}${tone === "bad" && message.direction === "received" ? " failed" : ""}`;
  const details = [formatSeconds(message.at)];
  if (message.isFlash) details.push("flash");
  if (message.encoding) {
    details.push(`${message.parts} ${message.parts === 1 ? "part" : "parts"}`, encodings[message.encoding]);
  }
  const state = element("span", { class: "state", "data-tone": tone }, icon(symbol), message.words);
  node.lastChild.replaceChildren(state, element("span", {}, details.join(" · ")));
}
