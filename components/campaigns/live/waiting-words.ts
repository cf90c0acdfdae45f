import type { CampaignLive, Waiting } from "@/lib/campaigns/views";
import { formatCount, formatCounted, formatShortDateTime, formatZone } from "@/lib/format";

/** The sentences about people who wait for their hour. Pure. */

export function waitingTitle({ waiting }: CampaignLive, zone: string): string {
  const [first, ...others] = waiting.parts;
  const who = formatCounted(waiting.people, "person waits", "people wait");
  if (!first || others.length > 0 || waiting.later > 0) return `${who} for their hour`;
  return `${who} until ${whenWords(first.until, zone)} ${formatZone(zone)}`;
}

/** "1,240 until Tue 24 Nov, 15:00"; with the reason where not all wait for the same one. */
export function waitingLine(
  { until, people: count, why }: Waiting["parts"][number],
  live: CampaignLive,
  zone: string,
): string {
  const reason = commonReason(live.waiting) === null ? ` (${reasons[why]})` : "";
  const isTooLate = live.expiresAt !== null && until >= live.expiresAt;
  const end = isTooLate ? ": that is after the campaign's last moment, so they will be skipped" : "";
  return `${formatCount(count)} until ${whenWords(until, zone)}${reason}${end}`;
}

/** "Quiet hours where they are. They get it then by themselves." */
export function waitingEnd({ waiting, status }: CampaignLive, zone: string): string {
  const reason = commonReason(waiting);
  const why = reason === null ? "" : `${reasons[reason].replace(/^./, (letter) => letter.toUpperCase())}. `;
  const resumed = status === "paused" ? ", once the campaign is resumed" : "";
  return `${why}They get it then by themselves${resumed}. Times in ${formatZone(zone)}.`;
}

const reasons: Record<Why, string> = {
  quiet_hours: "quiet hours where they are",
  local_time: "the chosen time has not come where they are",
};

type Why = Waiting["parts"][number]["why"];

function commonReason({ parts }: Waiting): Why | null {
  const [first, ...others] = new Set(parts.map(({ why }) => why));
  return first === undefined || others.length > 0 ? null : first;
}

function whenWords(instant: string, zone: string): string {
  return formatShortDateTime(new Date(instant), zone);
}
