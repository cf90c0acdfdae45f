/** Seconds or an HTTP date; nonsense and absence mean the default. */
export function toRetryAfterMs(header: string | null, now: Date): number {
  if (header === null || header.trim() === "") return defaultRetryAfterMs;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now.getTime();
  if (!Number.isFinite(ms)) return defaultRetryAfterMs;
  return Math.round(Math.min(Math.max(ms, 0), longestRetryAfterMs));
}

export const defaultRetryAfterMs = 1_000;

export const longestRetryAfterMs = 15 * 60_000;
