import { z } from "zod";

const fields = {
  /** Begins every answer to STOP, START and HELP. */
  name: z.string().trim().min(1, "Give a name").max(40, "At most 40 characters"),
  /** Where people find help: a telephone number, an e-mail address or a web address. */
  support: z.string().trim().max(80, "At most 80 characters"),
  /** Added to texts that do not say how to opt out; empty adds nothing. */
  optOutLine: z.string().trim().max(60, "At most 60 characters"),
  /** For numbers that are written without a country. */
  defaultCountry: z.string().regex(/^[A-Z]{2}$/, "Two letters, for example US"),
  /** IANA zone in which days begin and times are shown. */
  timeZone: z
    .string()
    .refine((zone) => Intl.supportedValuesOf("timeZone").includes(zone) || zone === "UTC", "Not a time zone"),
};

/** As it is saved: whole, so that nothing falls back to a default unseen. */
export const organisationInputSchema = z.object(fields);

/** What this installation says about itself, as it is read: what was never set has its default. */
export const organisationSchema = z.object({
  name: fields.name.default("Tidings"),
  support: fields.support.default(""),
  optOutLine: fields.optOutLine.default("Reply STOP to opt out"),
  defaultCountry: fields.defaultCountry.default("US"),
  timeZone: fields.timeZone.default("UTC"),
});
export type Organisation = z.output<typeof organisationSchema>;

function wholeNumber(most: number) {
  const words = `A whole number from 1 to ${most}`;
  return z.number(words).int(words).min(1, words).max(most, words);
}

const frequencyCapSchema = z.object({ messages: wholeNumber(100), days: wholeNumber(90) });
export type FrequencyCap = z.output<typeof frequencyCapSchema>;

const sendingFields = {
  /** Nobody is texted outside of the hours allowed where they are, see lib/compliance/quiet-hours. */
  hasQuietHours: z.boolean(),
  /** Nobody gets more campaign texts than this within so many days; null sets no limit. */
  frequencyCap: frequencyCapSchema.nullable(),
  /** What becomes of a batch that Sinch does not know after five minutes: `hold_and_cancel` tries once more, unsent until it is safe. */
  unknownBatches: z.enum(["hold_and_cancel", "never_resend"]),
  /** What the plan's rate counts. */
  rateCounts: z.enum(["messages", "parts"]),
};

/** As they are saved: whole. */
export const sendingSettingsInputSchema = z.object(sendingFields);

/** How this installation sends, as it is read. */
export const sendingSettingsSchema = z.object({
  hasQuietHours: sendingFields.hasQuietHours.default(true),
  frequencyCap: sendingFields.frequencyCap.default(null),
  unknownBatches: sendingFields.unknownBatches.default("hold_and_cancel"),
  rateCounts: sendingFields.rateCounts.default("messages"),
});
export type SendingSettings = z.output<typeof sendingSettingsSchema>;
