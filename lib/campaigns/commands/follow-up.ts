import "server-only";
import type { z } from "zod";
import { audienceSchema } from "../../audience/schema";
import { type Prisma, prisma } from "../../db/prisma";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { int, text } from "../../db/types";
import { AppError } from "../../errors";
import { type Actor, personIdOf } from "../../events/actor";
import { recordEvent } from "../../events/record";
import { readCampaignLive } from "../live/read";
import type { followUpSchema } from "../schema";
import { isOver } from "../status";

/**
 * A new draft with the text of a campaign that is over, for exactly those it did not reach for a passing reason. No person is
 * written to again by itself: a marketer reads the draft and sends it. A second one has to be asked for twice.
 */
export async function followUpCampaign(
  actor: Actor,
  { campaignId, again }: z.output<typeof followUpSchema>,
): Promise<{ campaignId: number }> {
  const { status, unreached } = await readCampaignLive(campaignId);
  if (!isOver(status)) throw new AppError("conflict", "This campaign is not over yet.");
  if (unreached === 0) throw new AppError("invalid", "There is nobody whom another try may reach.");
  return prisma().$transaction(async (tx) => {
    const original = await lockOriginal.first(tx, { campaignId });
    if (!original) throw new AppError("not_found", "This campaign no longer exists.");
    if (!again && (await hasFollowUp(tx, campaignId))) {
      throw new AppError("conflict", "Somebody made a follow-up of this campaign already. Look at it first.");
    }
    const name = `${original.name.slice(0, 108)} (follow-up)`;
    const audience = audienceSchema.parse({ followUpOf: campaignId });
    const data = { name, body: original.body, audience, createdById: personIdOf(actor) };
    const { id } = await tx.campaign.create({ data, select: { id: true } });
    const event = { object: "campaign", objectId: id, kind: "created", data: { followUpOf: campaignId } };
    await recordEvent(tx, { ...event, actor });
    return { campaignId: id };
  });
}

/** Locked, so that two who press at once do not both find that there is none yet. */
const lockOriginal = statement(
  { name: "lock-original", params: { campaignId: int }, row: { name: text, body: text } },
  ({ campaignId }) => sql`SELECT name, body FROM campaign WHERE id = ${campaignId} FOR UPDATE`,
);

async function hasFollowUp(tx: Prisma.TransactionClient, campaignId: number): Promise<boolean> {
  const where = { audience: { path: ["followUpOf"], equals: campaignId } };
  return (await tx.campaign.findFirst({ where, select: { id: true } })) !== null;
}
