import "server-only";
import type { z } from "zod";
import { prisma } from "../../db/prisma";
import { AppError } from "../../errors";
import type { Actor } from "../../events/actor";
import { recordEvent } from "../../events/record";
import type { saveDraftSchema } from "../schema";
import { isDraft, isScheduled } from "../status";
import { readStatus } from "./status";

/**
 * Saves exactly if nobody saved since `version` was read; else nothing is written and the writer keeps their text. The composer saves
 * while one types, so a draft's saves are no events.
 */
export async function saveDraft(
  _actor: Actor,
  input: z.output<typeof saveDraftSchema>,
): Promise<{ version: number; savedAt: string }> {
  const { campaignId: id, version, name, body, audience, timing, guards } = input;
  const [saved] = await prisma().campaign.updateManyAndReturn({
    where: { id, version, status: "draft" },
    data: { name, body, audience, timing, guards, version: { increment: 1 } },
    select: { version: true, updatedAt: true },
  });
  if (saved) return { version: saved.version, savedAt: saved.updatedAt.toISOString() };
  const status = await readStatus(input.campaignId);
  if (isDraft(status)) {
    throw new AppError("conflict", "Somebody else saved this draft in the meantime. Your changes are still here.");
  }
  const what = isScheduled(status)
    ? "scheduled in the meantime: take it back to change it"
    : "sent in the meantime and can no longer be changed";
  throw new AppError("conflict", `This campaign was ${what}.`);
}

/** Only a draft can be deleted: what was sent stays, it is the record of who was texted. */
export async function deleteDraft(actor: Actor, { campaignId }: { campaignId: number }): Promise<void> {
  const isDeleted = await prisma().$transaction(async (tx) => {
    const { count } = await tx.campaign.deleteMany({ where: { id: campaignId, status: "draft" } });
    if (count === 1) await recordEvent(tx, { object: "campaign", objectId: campaignId, kind: "deleted", actor });
    return count === 1;
  });
  if (isDeleted) return;
  await readStatus(campaignId);
  throw new AppError("conflict", "Only a draft can be deleted. What was sent stays on record.");
}
