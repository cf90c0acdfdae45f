import type { SearchOption } from "./search-select";

/** Every zone this machine knows, with its distance from UTC at that moment. Takes a tenth of a second. */
export function zoneOptions(at: Date): SearchOption[] {
  const zones = Intl.supportedValuesOf("timeZone");
  return ["UTC", ...zones.filter((zone) => zone !== "UTC")].map((zone) => zoneOption(zone, at));
}

export function zoneOption(zone: string, at: Date): SearchOption {
  return { value: zone, label: zone.replaceAll("_", " "), note: offsetOf(zone, at) };
}

function offsetOf(zone: string, at: Date): string {
  const name = zoneName(zone, at, "longOffset");
  return name === "GMT" ? "UTC" : name.replace("GMT", "UTC").replace("-", "\u2212");
}

/** Central European Time; the same in summer and winter. */
export function longZoneName(zone: string, at: Date): string {
  const name = zoneName(zone, at, "longGeneric");
  return name.startsWith("GMT") ? zoneName(zone, at, "long") : name;
}

/** Which kind of English knows an abbreviation depends on the part of the world. */
const englishes = ["en-US", "en-GB", "en-AU", "en-IN", "en-ZA", "en-NZ"];

/** CET, PDT; where nobody has an abbreviation UTC+5:45. */
export function shortZoneName(zone: string, at: Date): string {
  const names = englishes.map((english) => zoneName(zone, at, "short", english));
  const own = names.find((name) => !/^(?:GMT|UTC)[+\u2212-]/.test(name));
  return own ?? (names[0] ?? zone).replace("GMT", "UTC").replace("-", "\u2212");
}

type Style = "longOffset" | "longGeneric" | "long" | "short";

function zoneName(zone: string, at: Date, style: Style, english = "en-US"): string {
  const parts = new Intl.DateTimeFormat(english, { timeZone: zone, timeZoneName: style }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}
