import type { CampaignLive, Held } from "@/lib/campaigns/views";
import { formatCount, formatShortDateTime, formatZone } from "@/lib/format";
import { people } from "./figures";

/** The sentences about people who wait for their hour. Pure. */

export function heldTitle({ held }: CampaignLive, zone: string): string {
  const [first, ...others] = held.parts;
  const who = `${people(held.people)} ${held.people === 1 ? "waits" : "wait"}`;
  if (!first || others.length > 0 || held.later > 0) return `${who} for their hour`;
  return `${who} until ${whenWords(first.until, zone)} ${formatZone(zone)}`;
}

/** "1,240 until Tue 24 Nov, 15:00: quiet hours where they are". */
export function heldLine(
  { until, people: count, why }: Held["parts"][number],
  live: CampaignLive,
  zone: string,
): string {
  const reason = why === "quiet_hours" ? "quiet hours where they are" : "the chosen time where they are";
  const isTooLate = live.expiresAt !== null && until >= live.expiresAt;
  const end = isTooLate ? "; that is after the campaign's last moment, so they will be skipped" : "";
  return `${formatCount(count)} until ${whenWords(until, zone)}: ${reason}${end}`;
}

function whenWords(instant: string, zone: string): string {
  return formatShortDateTime(new Date(instant), zone);
}
