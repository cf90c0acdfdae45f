import { z } from "zod";
import { timeZonesByCountry } from "../compliance/time-zones";
import { largestInteger } from "../integer";
import { tagNameSchema } from "../tags/schema";
import { importLimits } from "./rules";

export const importIdSchema = z.coerce.number().int().positive().max(largestInteger);
export const importRefSchema = z.object({ id: importIdSchema });
/** Anything unknown means the rejected rows. */
export const rowOutcomeSchema = z.enum(["rejected", "duplicate", "note"]).catch("rejected");

/** What a column of the file becomes. */
export const columnUseSchema = z.discriminatedUnion("as", [
  z.object({ as: z.enum(["phone", "firstName", "lastName", "email", "ignore"]) }),
  z.object({
    as: z.literal("attribute"),
    /** The merge field's name. */
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,39}$/, "Use small letters, digits and _, beginning with a letter.")
      .refine((name) => !reservedNames.has(name), "This name is taken by a field every subscriber has."),
  }),
]);
export type ColumnUse = z.infer<typeof columnUseSchema>;

export const reservedNames: ReadonlySet<string> = new Set(["phone", "first_name", "last_name", "email", "country"]);

const countrySchema = z
  .string()
  .refine((code) => Object.hasOwn(timeZonesByCountry, code), "Choose a country from the list.");

export const consentSourceSchema = z
  .string()
  .trim()
  .min(3, "Say where these people agreed: a form, a till, an event.")
  .max(200, "Keep it below 200 characters.");
export const consentWordingSchema = z
  .string()
  .trim()
  .min(10, "Give the exact sentence these people agreed to.")
  .max(2_000, "Keep it below 2,000 characters.");

/** A calendar day; nobody can have agreed in the future. `today` is a UTC day, with a day's grace for zones ahead. */
export const consentDaySchema = z.iso
  .date("Give the day they agreed.")
  .refine((day) => day >= "1990-01-01", "Give the day they agreed.");

export const importOptionsSchema = z
  .object({
    hasHeader: z.boolean(),
    columns: z.array(columnUseSchema).min(1).max(importLimits.columns),
    /** For numbers without a calling code; null rejects them. */
    country: countrySchema.nullable(),
    tags: z.array(tagNameSchema).max(20, "At most 20 tags."),
    consentSource: consentSourceSchema,
    consentDay: consentDaySchema,
    consentWording: consentWordingSchema,
  })
  .superRefine(({ columns }, context) => {
    const problem = problemOfColumns(columns);
    if (problem) context.addIssue({ code: "custom", path: ["columns"], message: problem });
  });
export type ImportOptions = z.output<typeof importOptionsSchema>;

/** As they are kept: whether there is a header line has a column of its own. */
export type KeptOptions = Omit<ImportOptions, "hasHeader"> & { tagIds?: number[] };

export const checkColumnsSchema = z.object({ id: importIdSchema, options: importOptionsSchema });

export function problemOfColumns(columns: ColumnUse[]): string | null {
  const words: Record<Exclude<ColumnUse["as"], "ignore" | "attribute">, string> = {
    phone: "phone number",
    firstName: "first name",
    lastName: "last name",
    email: "e-mail address",
  };
  if (!columns.some(({ as }) => as === "phone")) return "Choose the column that holds the phone numbers.";
  for (const field of Object.keys(words) as (keyof typeof words)[]) {
    if (columns.filter(({ as }) => as === field).length > 1) return `Only one column can be the ${words[field]}.`;
  }
  const names = columns.flatMap((use) => (use.as === "attribute" ? [use.name] : []));
  return new Set(names).size < names.length ? "Two columns go to the same field. Give each its own name." : null;
}

/** What was found out while the file was read. */
export const importFormatSchema = z.object({
  encoding: z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252", "mixed"]),
  delimiter: z.string(),
  /** The first row, for the reject file; the row itself goes when the import is over. */
  firstRow: z.array(z.string()),
  columns: z.array(columnUseSchema),
  /** Where the numbers with a calling code come from, when most come from one country. */
  country: z.string().nullable(),
});
export type ImportFormat = z.infer<typeof importFormatSchema>;

/** A heading as the name of a merge field: "Favourite colour" → "favourite_colour". Empty when nothing is left. */
export function fieldNameOf(heading: string): string {
  return heading
    .normalize("NFKD")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 40)
    .replace(/_+$/g, "");
}
