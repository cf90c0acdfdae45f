import "server-only";
import { type Prisma, prisma } from "../../db/prisma";
import { AppError } from "../../errors";
import { campaignStatusSchema } from "../schema";
import { type CampaignStatus, isRunning } from "../status";

export async function readStatus(campaignId: number, on: Prisma.TransactionClient = prisma()): Promise<CampaignStatus> {
  const found = await on.campaign.findUnique({ where: { id: campaignId }, select: { status: true } });
  if (!found) throw gone();
  return campaignStatusSchema.parse(found.status);
}

/** Throws what stands in the way of a change that found the campaign in another status than it needs. */
export async function refuseChange(tx: Prisma.TransactionClient, campaignId: number, wanted: string): Promise<never> {
  throw refusal(await readStatus(campaignId, tx), wanted);
}

export function refusal(status: CampaignStatus, wanted: string): AppError {
  return new AppError("conflict", `${statusWords(status)}, so it cannot be ${wanted}.`);
}

export function gone(): AppError {
  return new AppError("not_found", "This campaign no longer exists.");
}

function statusWords(status: CampaignStatus): string {
  if (status === "draft") return "This campaign is still a draft";
  if (status === "scheduled") return "This campaign is scheduled";
  if (status === "paused") return "This campaign is paused";
  if (isRunning(status)) return "This campaign is being sent";
  return status === "sent" ? "This campaign is already sent" : "This campaign already was canceled";
}
