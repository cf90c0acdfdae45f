import type { SearchOption } from "./search-select";

/** Every zone this server knows, with its distance from UTC at that moment. */
export function zoneOptions(now: Date): SearchOption[] {
  const zones = Intl.supportedValuesOf("timeZone");
  return ["UTC", ...zones.filter((zone) => zone !== "UTC")].map((zone) => ({
    value: zone,
    label: zone.replaceAll("_", " "),
    note: offsetOf(zone, now),
  }));
}

function offsetOf(zone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(now);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  return name === "GMT" ? "UTC" : name.replace("GMT", "UTC").replace("-", "\u2212");
}
