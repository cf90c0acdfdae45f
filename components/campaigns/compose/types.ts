import type { ServerAction } from "@/components/ui/server-action";
import type { Audience } from "@/lib/audience/schema";
import type { AudienceSplit, TagOption } from "@/lib/audience/views";
import type { ProblemField } from "@/lib/campaigns/problems";
import type { Draft, TurnsRequest } from "@/lib/campaigns/schema";
import type { CampaignDraft, CampaignName, Preview, Turns } from "@/lib/campaigns/views";

/** What the composer may ask the server. */
export type ComposerActions = {
  save: ServerAction<Draft & { campaignId: number; version: number }, { version: number; savedAt: string }>;
  read: ServerAction<{ campaignId: number }, CampaignDraft>;
  remove: ServerAction<{ campaignId: number }, void>;
  count: ServerAction<Audience, AudienceSplit>;
  preview: ServerAction<{ audience: Audience; body: string }, Preview>;
  turns: ServerAction<TurnsRequest, Turns | null>;
  test: ServerAction<{ campaignId: number; phone: string; subscriberId: number | null }, { directMessageId: number }>;
  launch: ServerAction<Launch, void>;
  schedule: ServerAction<Launch, void>;
};

export type Launch = { campaignId: number; version: number; confirmedEligible: number };

/** What does not change while one writes. */
export type ComposerFacts = {
  campaignId: number;
  tags: readonly TagOption[];
  /** Merge fields that somebody has a value for. */
  fields: readonly string[];
  optOutLine: string;
  sender: string;
  organisation: string;
  /** Where numbers without a calling code are read. */
  defaultCountry: string;
  zone: string;
  messagesPerSecond: number;
  maySend: boolean;
  /** The campaign that this one follows up. */
  followUpOf: CampaignName | null;
  /** Whether this installation keeps to the hours at which people may be texted. */
  hasQuietHours: boolean;
  /** When the server made the page. */
  readAt: string;
};

export const composerSteps = ["audience", "message", "when", "review"] as const;
export type ComposerStep = (typeof composerSteps)[number];

/** Where a problem is put right. */
export const stepOfField: Record<ProblemField, ComposerStep> = {
  name: "audience",
  audience: "audience",
  body: "message",
  timing: "when",
};
