import { z } from "zod";

/** What this installation says about itself. The defaults are what a new installation starts with. */
export const organisationSchema = z.object({
  /** Begins every answer to STOP, START and HELP. */
  name: z.string().trim().min(1, "Give a name").max(40, "At most 40 characters").default("Tidings"),
  /** Where people find help: a telephone number, an e-mail address or a web address. */
  support: z.string().trim().max(80, "At most 80 characters").default(""),
  /** Added to texts that do not say how to opt out; empty adds nothing. */
  optOutLine: z.string().trim().max(60, "At most 60 characters").default("Reply STOP to opt out"),
  /** For numbers that are written without a country. */
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/, "Two letters, for example US")
    .default("US"),
  /** IANA zone in which days begin and times are shown. */
  timeZone: z
    .string()
    .refine((zone) => Intl.supportedValuesOf("timeZone").includes(zone) || zone === "UTC", "Not a time zone")
    .default("UTC"),
});
export type Organisation = z.output<typeof organisationSchema>;
