import "server-only";
import type { Viewer } from "../auth/viewer";
import { prisma } from "../db/prisma";
import { countAudience } from "./members";
import type { Audience } from "./schema";
import type { AudienceSplit, TagOption } from "./views";

/** The number that Send will confirm, with who is left out and why. */
export function getAudienceCount(_viewer: Viewer, audience: Audience): Promise<AudienceSplit> {
  return countAudience(audience);
}

/** Tags to choose from, with the counts that a trigger keeps. */
export async function listAudienceTags(_viewer: Viewer): Promise<TagOption[]> {
  const tags = await prisma().tag.findMany({
    select: { id: true, name: true, subscriberCount: true },
    orderBy: { name: "asc" },
    take: 1_000,
  });
  return tags.map(({ id, name, subscriberCount }) => ({ id, name, subscribers: subscriberCount }));
}
