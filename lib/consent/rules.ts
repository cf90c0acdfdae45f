import type { ConsentKind, ConsentSource } from "./views";

export const sourceWords: Record<ConsentSource, string> = {
  keyword: "Text message",
  admin: "Recorded by hand",
  import: "Import",
  provider: "Network",
};

export const kindWords: Record<ConsentKind, string> = {
  granted: "Agreed",
  revoked: "Opted out",
  restored: "Agreed again",
};

/** The calendar day in a zone: 2026-11-21. */
export function dayIn(instant: Date, zone: string): string {
  // Sweden writes dates the ISO way.
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(instant);
}

export type NewConsent = { consentedOn: string; optedOutAt: Date; now: Date; zone: string };

/** Only a consent that is newer than the opt-out lifts it; null when it may. */
export function newConsentProblem({ consentedOn, optedOutAt, now, zone }: NewConsent): string | null {
  if (consentedOn > dayIn(now, zone)) return "This day is still to come.";
  if (consentedOn < dayIn(optedOutAt, zone)) return "They opted out after this day: only a newer consent counts.";
  return null;
}

/** People remember days, evidence has instants: noon of the day, but behind the opt-out and not in the future. */
export function consentInstant({ consentedOn, optedOutAt, now }: NewConsent): Date {
  const noon = Date.parse(`${consentedOn}T12:00:00Z`);
  return new Date(Math.min(Math.max(noon, optedOutAt.getTime()), now.getTime()));
}
