/** Exact, at one instant. */
export type AudienceSplit = {
  total: number;
  eligible: number;
  optedOut: number;
  noConsent: number;
  /** Had as many texts lately as the organisation allows. */
  capped: number;
};

export const nobody: AudienceSplit = { total: 0, eligible: 0, optedOut: 0, noConsent: 0, capped: 0 };

export function plus(one: AudienceSplit, other: AudienceSplit): AudienceSplit {
  return {
    total: one.total + other.total,
    eligible: one.eligible + other.eligible,
    optedOut: one.optedOut + other.optedOut,
    noConsent: one.noConsent + other.noConsent,
    capped: one.capped + other.capped,
  };
}

export type TagOption = { id: number; name: string; subscribers: number };
