import "server-only";
import { type Prisma, prisma } from "../../db/prisma";
import { sql } from "../../db/sql";
import { AppError } from "../../errors";
import type { Actor } from "../../events/actor";
import { recordEvent } from "../../events/record";
import { enqueue } from "../../jobs/enqueue";
import { enqueueDispatch } from "../dispatch";
import { type Move, type Moved, moveCampaign } from "../move";
import { returnsSql } from "../returns";
import { type CampaignVerb, mayDo } from "../rules";
import { campaignStatuses } from "../status";
import { refuseChange } from "./status";

/**
 * Pause, resume, let the rest follow its canary, and cancel: each one a move together with the jobs that follow from it. Batches that
 * Sinch already accepted are on their way and stay a fact.
 */
type Target = { campaignId: number };

export async function pauseCampaign(actor: Actor, { campaignId }: Target): Promise<void> {
  const halt = { code: "by_person", name: actor.name } as const;
  await prisma().$transaction((tx) => move(tx, campaignId, "pause", { to: "paused", halt, actor }));
}

export async function resumeCampaign(actor: Actor, { campaignId }: Target): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const { isExpanded } = await move(tx, campaignId, "resume", { to: "sending", set: seen, actor });
    await enqueueDispatch(tx, campaignId);
    if (!isExpanded) await enqueue(tx, "campaign.expand", { campaignId });
  });
}

/**
 * A person who resumes has seen what came back so far, so limits judge what comes after it. A canary on its way is still
 * judged as a whole; one that was stopped has been looked at.
 */
const seen = sql`,
  canary_state = CASE WHEN c.canary_state = 'stopped' THEN 'passed' ELSE c.canary_state END,
  reviewed = CASE WHEN c.canary_state IN ('sending', 'waiting') THEN c.reviewed ELSE ${returnsSql} END`;

/** A person does not wait any longer for what becomes of the canary. */
export async function releaseCanary(actor: Actor, { campaignId }: Target): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const { count } = await tx.campaign.updateMany({
      where: { id: campaignId, canaryState: { in: ["sending", "waiting"] }, status: { in: ["preparing", "sending"] } },
      data: { canaryState: "passed" },
    });
    if (count === 0) throw new AppError("conflict", "Nothing waits for its first people any more.");
    await recordEvent(tx, { object: "campaign", objectId: campaignId, kind: "canary_released", actor });
    await enqueueDispatch(tx, campaignId);
  });
}

export async function cancelCampaign(actor: Actor, { campaignId }: Target): Promise<void> {
  await prisma().$transaction(async (tx) => {
    await move(tx, campaignId, "cancel", { to: "canceled", set: sql`, finished_at = now()`, actor });
    await enqueue(tx, "campaign.cancel", { campaignId });
  });
}

/** Out of the statuses in which a person may do it; throws what stands in the way. */
async function move(
  tx: Prisma.TransactionClient,
  campaignId: number,
  verb: CampaignVerb,
  wanted: Move,
): Promise<Moved> {
  const from = campaignStatuses.filter((status) => mayDo(status, verb));
  const moved = await moveCampaign(tx, campaignId, { ...wanted, from });
  return moved ?? refuseChange(tx, campaignId, verb === "resume" ? "resumed" : wanted.to);
}
