/** Texts of strangers are only ever set as text, never as markup. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

const twoDigitCodes = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** +491511234567 → +49 151 123 4567; names and short codes stay as they are. */
export function formatNumber(address) {
  const digits = address.replace(/^\+/, "");
  if (!/^\d{7,}$/.test(digits)) return address;
  const codeLength = /^[17]/.test(digits) ? 1 : 3 - Number(twoDigitCodes.test(digits));
  const groups = [];
  let rest = digits.slice(codeLength);
  while (rest.length > 5) {
    groups.push(rest.slice(0, 3));
    rest = rest.slice(3);
  }
  return `+${[digits.slice(0, codeLength), ...groups, rest].join(" ")}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const clockWithSeconds = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });

export const formatTime = (at) => clock.format(at);
export const formatSeconds = (at) => clockWithSeconds.format(at);
export const formatDay = (at) => (isToday(at) ? "Today" : day.format(at));
export const formatWhen = (at) => (isToday(at) ? clock.format(at) : day.format(at));
export const formatCount = (count) => new Intl.NumberFormat("en-GB").format(count).replaceAll(".", ",");

function isToday(at) {
  return new Date(at).toDateString() === new Date().toDateString();
}

export async function fetchJson(path, options) {
  const response = await fetch(path, options);
  const value = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(value.problem ?? "The simulator did not take it.");
  return value;
}
