import { z } from "zod";
import { consentStatementSchema } from "../subscribers/schema";

const typedPhone = z.string().trim().min(1, "Enter a phone number.").max(60, "This is not a phone number.");

/** A number as it was typed: it travels in a body, never in an address. */
export const findNumberSchema = z.object({ phone: typedPhone });

export const addOptOutSchema = z.object({
  phone: typedPhone,
  wording: z
    .string()
    .trim()
    .min(10, "Say in a sentence how they asked: where, when, in which words.")
    .max(2_000, "Keep it below 2,000 characters."),
});
export type AddOptOut = z.output<typeof addOptOutSchema>;

export const liftOptOutSchema = z.object({
  phone: typedPhone,
  wording: consentStatementSchema,
  /** The day on which they agreed again, as the organisation's calendar has it. */
  consentedOn: z.iso.date("Choose the day on which they agreed."),
});
export type LiftOptOut = z.output<typeof liftOptOutSchema>;

export const optOutListSchema = z.object({ cursor: z.string().max(500).optional().catch(undefined) });
