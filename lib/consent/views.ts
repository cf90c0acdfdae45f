/** Opt-outs and their evidence, as pages show them. */

export const consentSources = ["keyword", "admin", "import", "provider"] as const;
export type ConsentSource = (typeof consentSources)[number];

export type CampaignLink = { id: number; name: string };

export type OptOutRow = {
  /** Stands for the number where it must not be shown: as a key, in a cursor. */
  token: string;
  /** As people read it; masked for those who may not see numbers. */
  phone: string;
  /** For those who may lift it. */
  e164: string | null;
  subscriber: { id: number; name: string } | null;
  source: ConsentSource;
  /** The word the person wrote. */
  keyword: string | null;
  campaign: CampaignLink | null;
  /** ISO 8601: it is a part of the cursor. */
  at: string;
};

export const consentKinds = ["granted", "revoked", "restored"] as const;
export type ConsentKind = (typeof consentKinds)[number];

export type Evidence = {
  id: number;
  kind: ConsentKind;
  source: ConsentSource;
  wording: string;
  occurredAt: Date;
  recordedAt: Date;
  /** The name of the person who recorded it, where a person did. */
  recordedBy: string | null;
  /** For an import: which, and where it said the people had agreed. */
  import: { id: number; fileName: string; consentSource: string } | null;
  campaign: CampaignLink | null;
};

/** Everything we know about one number, newest evidence first. */
export type NumberStanding = {
  phone: string;
  e164: string;
  isOptedOut: boolean;
  subscriber: { id: number; name: string } | null;
  evidence: Evidence[];
};
