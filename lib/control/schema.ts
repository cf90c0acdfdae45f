import { z } from "zod";

/** Why sending is stopped, in the words of whoever stops it; shown to everybody. */
export const stopSchema = z.object({ reason: z.string().trim().max(200, "At most 200 characters").default("") });
export type Stop = z.output<typeof stopSchema>;
