import { z } from "zod";
import { largestInteger } from "../integer";

export const tagIds = z.array(z.number().int().positive().max(largestInteger)).max(200);

/**
 * Whom a campaign is meant for: everybody, or the union of tags, or those whom another campaign did not reach for a passing
 * reason; less the excluded tags.
 */
export const audienceSchema = z.object({
  everyone: z.boolean().default(false),
  includeTagIds: tagIds.default([]),
  excludeTagIds: tagIds.default([]),
  /** The campaign whose unreached people these are; then neither `everyone` nor included tags matter. */
  followUpOf: z.number().int().positive().max(largestInteger).nullable().default(null),
});

export type Audience = z.output<typeof audienceSchema>;
