import type { Ask } from "@/components/ui/ask";
import type { Audience, Draft } from "@/lib/campaigns/schema";
import type { AudienceSplit, CampaignDraft, CampaignName, Preview, TagOption } from "@/lib/campaigns/views";

/** What the composer may ask the server. */
export type ComposerActions = {
  save: Ask<Draft & { campaignId: number; version: number }, { version: number; savedAt: string }>;
  read: Ask<{ campaignId: number }, CampaignDraft>;
  remove: Ask<{ campaignId: number }, void>;
  count: Ask<Audience, AudienceSplit>;
  preview: Ask<{ audience: Audience; body: string }, Preview>;
  test: Ask<{ campaignId: number; phone: string; subscriberId: number | null }, { directMessageId: number }>;
  launch: Ask<{ campaignId: number; version: number; confirmedEligible: number }, void>;
};

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
};

export const composerSteps = ["audience", "message", "review"] as const;
export type ComposerStep = (typeof composerSteps)[number];
