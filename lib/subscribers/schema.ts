import { z } from "zod";
import { timeZonesByCountry } from "../compliance/time-zones";
import { largestInteger } from "../integer";
import { tagIdSchema } from "../tags/schema";
import { attributeLimits, cleanName, isPlausibleEmail, nameLimit, subscriberStatuses } from "./rules";

export const subscriberIdSchema = z.coerce.number().int().positive().max(largestInteger);

const nameSchema = z.string().max(nameLimit, `Keep it below ${nameLimit} characters.`).transform(cleanName).default("");

const emailSchema = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .refine((text) => text === "" || isPlausibleEmail(text), "This is not an e-mail address.")
  .default("");

const countrySchema = z
  .string()
  .refine((code) => code === "" || Object.hasOwn(timeZonesByCountry, code), "Choose a country from the list.")
  .transform((code) => (code === "" ? null : code));

const attributesSchema = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "Use small letters, digits and _, beginning with a letter."),
    z.string().trim().max(attributeLimits.value, "Keep it below 1,000 characters."),
  )
  .refine((attributes) => Object.keys(attributes).length <= attributeLimits.count, "At most 50 fields.")
  .transform((attributes) => Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== "")));

const personFields = { firstName: nameSchema, lastName: nameSchema, email: emailSchema };

/** How a person agreed. It goes into the evidence word for word. */
export const consentStatementSchema = z
  .string()
  .trim()
  .min(10, "Say how they agreed, in a sentence: where, when and to what.")
  .max(2_000, "Keep it below 2,000 characters.");

export const newSubscriberSchema = z.object({
  phone: z.string().trim().min(1, "Give a phone number.").max(60, "This is not a phone number."),
  /** For a number without a calling code. */
  country: countrySchema.default(null),
  ...personFields,
  consent: consentStatementSchema,
  tagIds: z.array(tagIdSchema).max(50).default([]),
});
export type NewSubscriber = z.output<typeof newSubscriberSchema>;

export const subscriberChangeSchema = z.object({
  id: subscriberIdSchema,
  ...personFields,
  attributes: attributesSchema.default({}),
});
export type SubscriberChange = z.output<typeof subscriberChangeSchema>;

export const subscriberRefSchema = z.object({ id: subscriberIdSchema });

export const tagSelectionSchema = z.object({
  subscriberIds: z.array(subscriberIdSchema).min(1, "Choose somebody first.").max(500),
  tagId: tagIdSchema,
});
export type TagSelection = z.output<typeof tagSelectionSchema>;

export const consentRecordSchema = z.object({ id: subscriberIdSchema, consent: consentStatementSchema });

export const searchSchema = z.object({
  query: z.string().trim().max(100, "Keep it below 100 characters."),
  tag: tagIdSchema.optional().catch(undefined),
  status: z.enum(subscriberStatuses).optional().catch(undefined),
});

/** The parameters in the list's address. Anything that does not fit is left out, never an error page. */
export const listParamsSchema = z.object({
  q: z.string().trim().max(100).optional().catch(undefined),
  tag: tagIdSchema.optional().catch(undefined),
  status: z.enum(subscriberStatuses).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
  /** Set when the search is kept in a cookie because it may hold a number. */
  found: z.literal("number").optional().catch(undefined),
});
export type ListParams = z.output<typeof listParamsSchema>;
