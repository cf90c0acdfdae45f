import { z } from "zod";
import { audienceSchema, tagIds } from "../audience/schema";
import { largestInteger } from "../integer";
import { campaignStatuses, canaryStates } from "./status";

/** Sinch's limit for a text is 2,000 characters; the older 1,600 is kept (sinch-api, I.5). */
export const maxBodyLength = 1_600;

export const campaignIdSchema = z.coerce.number().int().positive().max(largestInteger);
export const campaignStatusSchema = z.enum(campaignStatuses);
export const canaryStateSchema = z.enum(canaryStates);

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "Choose a day");
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Choose a time");
const zone = z.string().min(1).max(64);

/** When a campaign leaves. The instants that follow from it are made when it is sent or scheduled. */
const startSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("now") }),
  /** One instant for everybody. */
  z.object({ kind: z.literal("at"), date, time, zone }),
  /** The same clock time wherever somebody is; the zone is only where days are counted on pages. */
  z.object({ kind: z.literal("local"), date, time }),
]);

export const timingSchema = z.object({
  start: startSchema.default({ kind: "now" }),
  /** Nothing leaves after this moment; without it three days after the start. */
  notAfter: z.object({ date, time, zone }).nullable().default(null),
});
export type Timing = z.output<typeof timingSchema>;
export type Start = Timing["start"];

const percent = z.number().min(0.1).max(100);

/** The guards that keep a campaign from doing harm. */
export const guardsSchema = z.object({
  /** The first people go alone; the rest follows when `waitMinutes` later no limit was exceeded. */
  canary: z
    .object({
      size: z.discriminatedUnion("unit", [
        z.object({ unit: z.literal("people"), amount: z.number().int().min(1).max(1_000_000) }),
        z.object({ unit: z.literal("percent"), amount: percent }),
      ]),
      waitMinutes: z
        .number()
        .int()
        .min(1)
        .max(24 * 60),
    })
    .nullable()
    .default(null),
  /** The campaign pauses by itself when more than this share of the texts with a final report failed. */
  maxFailedPercent: percent.nullable().default(null),
  /** The same for people who answered STOP, of those who were reached. */
  maxOptOutPercent: percent.nullable().default(null),
  /** Texts that are no marketing may go out at any hour; somebody says so for each campaign. */
  ignoresQuietHours: z.boolean().default(false),
});
export type Guards = z.output<typeof guardsSchema>;

/** Kept beside them by the server, never taken from a form: who said that it is no marketing, see commands/not-marketing.ts. */
export const notMarketingSchema = z.object({
  notMarketing: z.object({ by: z.string(), at: z.coerce.date() }).nullable().default(null),
});
export type CanarySize = NonNullable<Guards["canary"]>["size"];

/** A draft as the composer saves it: unfinished is fine, only sizes are checked. */
export const draftSchema = z.object({
  name: z.string().trim().max(120, "At most 120 characters"),
  body: z.string().max(maxBodyLength, "At most 1,600 characters"),
  audience: audienceSchema,
  timing: timingSchema.prefault({}),
  guards: guardsSchema.prefault({}),
});
export type Draft = z.output<typeof draftSchema>;

export const saveDraftSchema = draftSchema.extend({
  campaignId: campaignIdSchema,
  /** The version that was edited; a newer one means that somebody else saved. */
  version: z.number().int().positive().max(largestInteger),
});

export const createCampaignSchema = z.object({
  name: z.string().trim().min(1, "Give the campaign a name").max(120, "At most 120 characters"),
  /** Whom it begins with: an import's people, say. */
  includeTagIds: tagIds.default([]),
});

export const launchSchema = z.object({
  campaignId: campaignIdSchema,
  version: z.number().int().positive().max(largestInteger),
  /** The number on the button: if it is no longer true, nothing is sent. */
  confirmedEligible: z.number().int().nonnegative(),
});

export const campaignActionSchema = z.object({ campaignId: campaignIdSchema });

/** `again`: somebody knows that there is a follow-up of this campaign already. */
export const followUpSchema = campaignActionSchema.extend({ again: z.boolean() });

/** One text to one number that somebody types; with a person it is filled with what that person would read. */
export const sendTestSchema = z.object({
  campaignId: campaignIdSchema,
  phone: z.string().trim().min(1, "Enter the number of a phone you can look at").max(40, "This is not a phone number"),
  subscriberId: z.number().int().positive().max(largestInteger).nullable().default(null),
});
export type SendTest = z.output<typeof sendTestSchema>;

/** The people a composer shows: behind a person, before them, or the longest text among the first ones. */
export const previewSchema = z.object({
  audience: audienceSchema,
  body: z.string().max(maxBodyLength),
});
export type PreviewRequest = z.output<typeof previewSchema>;

/** When the people of an audience would be texted. */
export const turnsSchema = z.object({
  audience: audienceSchema,
  start: startSchema,
  ignoresQuietHours: z.boolean(),
});
export type TurnsRequest = z.output<typeof turnsSchema>;

/** One number, looked up among the people of one campaign. */
export const findRecipientSchema = z.object({
  campaignId: campaignIdSchema,
  phone: z.string().trim().min(1, "Enter a phone number").max(40, "This is not a phone number"),
});
export type FindRecipient = z.output<typeof findRecipientSchema>;

/** A person's decision about a batch of which nobody knows whether Sinch took it. */
export const unclearDecisionSchema = z.object({
  campaignId: campaignIdSchema,
  batchId: z.number().int().positive().max(largestInteger),
  decision: z.enum(["resend", "leave"]),
});
export type UnclearDecision = z.output<typeof unclearDecisionSchema>;
