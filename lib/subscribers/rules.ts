/** Decisions about people. Their status is computed from the facts and stored nowhere. */

export const subscriberStatuses = ["subscribed", "opted_out", "no_consent"] as const;
export type SubscriberStatus = (typeof subscriberStatuses)[number];

/** An opt-out beats everything; without consent nothing is sent either. */
export function statusOf(facts: { isSuppressed: boolean; consentedAt: Date | null }): SubscriberStatus {
  if (facts.isSuppressed) return "opted_out";
  return facts.consentedAt === null ? "no_consent" : "subscribed";
}

export const statusWords: Record<SubscriberStatus, string> = {
  subscribed: "Subscribed",
  opted_out: "Opted out",
  no_consent: "No consent",
};

/**
 * Whether a search means a number, and so must never stand in an address. "Anna 24" and "+49 151" are told apart by
 * what is left without digits and separators.
 */
export function looksLikeNumber(query: string): boolean {
  const digits = query.replace(/\D/g, "").length;
  return digits >= 3 && /^[+\d\s().\-/]*$/.test(query.trim());
}

/** For LIKE: its own signs stand for themselves. */
export function likePattern(query: string): string {
  return `%${query.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
}

/** Where digits hide among letters ("tel 0151 234567"), the search stays out of the address as well. */
export function mayStandInAddress(query: string): boolean {
  return query.replace(/[^\d]/g, "").length < 6;
}

export const attributeLimits = { count: 50, value: 1_000 } as const;

/** Longest name kept; what is longer is cut, not refused: a file is no place for arguments. */
export const nameLimit = 100;

export function cleanName(raw: string): string {
  const name = raw.replace(/\s+/g, " ").trim();
  // A cut may go through a sign of two halves; the half that is left is none.
  return name.length > nameLimit
    ? name
        .slice(0, nameLimit)
        .replace(/[\ud800-\udbff]$/, "")
        .trim()
    : name;
}

const emailPattern = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]{2,}$/;

/** Light on purpose: whether an address works only its owner knows. */
export function isPlausibleEmail(text: string): boolean {
  return text.length <= 254 && emailPattern.test(text);
}
