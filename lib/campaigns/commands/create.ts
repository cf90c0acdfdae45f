import "server-only";
import { audienceSchema } from "../../audience/schema";
import { prisma } from "../../db/prisma";
import { AppError } from "../../errors";
import { type Actor, personIdOf } from "../../events/actor";
import { recordEvent } from "../../events/record";
import { guardsSchema } from "../schema";

/** A draft that needs nothing but a name. */
export async function createCampaign(
  actor: Actor,
  { name, includeTagIds = [] }: { name: string; includeTagIds?: number[] },
): Promise<{ campaignId: number }> {
  const audience = audienceSchema.parse({ includeTagIds });
  return prisma().$transaction(async (tx) => {
    const data = { name, audience, createdById: personIdOf(actor) };
    const { id } = await tx.campaign.create({ data, select: { id: true } });
    await recordEvent(tx, { object: "campaign", objectId: id, kind: "created", actor });
    return { campaignId: id };
  });
}

/**
 * A new draft with the same text, audience and guards; the old campaign is left as it is. Choices for one campaign only are not
 * copied: when it goes out, that it may at any hour, and whom another one had not reached.
 */
export async function duplicateCampaign(
  actor: Actor,
  { campaignId }: { campaignId: number },
): Promise<{ campaignId: number }> {
  const original = await prisma().campaign.findUnique({
    where: { id: campaignId },
    select: { name: true, body: true, audience: true, guards: true },
  });
  if (!original) throw new AppError("not_found", "This campaign no longer exists.");
  const audience = audienceSchema.parse(original.audience);
  const data = {
    name: `${original.name.slice(0, 113)} (copy)`,
    body: original.body,
    audience: audience.followUpOf === null ? audience : audienceSchema.parse({}),
    guards: { ...guardsSchema.parse(original.guards), ignoresQuietHours: false },
    createdById: personIdOf(actor),
  };
  return prisma().$transaction(async (tx) => {
    const { id } = await tx.campaign.create({ data, select: { id: true } });
    await recordEvent(tx, { object: "campaign", objectId: id, kind: "created", data: { copyOf: campaignId }, actor });
    return { campaignId: id };
  });
}
