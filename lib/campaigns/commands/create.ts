import "server-only";
import { audienceSchema } from "../../audience/schema";
import type { Viewer } from "../../auth/viewer";
import { prisma } from "../../db/prisma";
import { AppError } from "../../errors";
import { guardsSchema } from "../schema";

/** A draft that needs nothing but a name. */
export async function createCampaign(
  viewer: Viewer,
  { name, includeTagIds = [] }: { name: string; includeTagIds?: number[] },
): Promise<{ campaignId: number }> {
  const audience = audienceSchema.parse({ includeTagIds });
  const campaign = await prisma().campaign.create({
    data: { name, audience, createdById: viewer.userId },
    select: { id: true },
  });
  return { campaignId: campaign.id };
}

/**
 * A new draft with the same text, audience and guards; the old campaign is left as it is. What was said of one campaign only is not
 * copied: when it goes out, that it may at any hour, and whom another one had not reached.
 */
export async function duplicateCampaign(
  viewer: Viewer,
  { campaignId }: { campaignId: number },
): Promise<{ campaignId: number }> {
  const original = await prisma().campaign.findUnique({
    where: { id: campaignId },
    select: { name: true, body: true, audience: true, guards: true },
  });
  if (!original) throw new AppError("not_found", "This campaign no longer exists.");
  const audience = audienceSchema.parse(original.audience);
  const copy = await prisma().campaign.create({
    data: {
      name: `${original.name.slice(0, 113)} (copy)`,
      body: original.body,
      audience: audience.followUpOf === null ? audience : audienceSchema.parse({}),
      guards: { ...guardsSchema.parse(original.guards), ignoresQuietHours: false },
      createdById: viewer.userId,
    },
    select: { id: true },
  });
  return { campaignId: copy.id };
}
