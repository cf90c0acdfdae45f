import "server-only";
import { pool, type Sql } from "../../db/pool";
import { AppError } from "../../errors";
import { type CampaignStatus, isRunning } from "../status";

export async function readStatus(campaignId: number, sql: Sql = pool()): Promise<CampaignStatus> {
  const found = await sql.query<{ status: CampaignStatus }>("SELECT status FROM campaign WHERE id = $1", [campaignId]);
  const status = found.rows[0]?.status;
  if (!status) throw new AppError("not_found", "This campaign no longer exists.");
  return status;
}

/** Throws what stands in the way of a change that found the campaign in another status than it needs. */
export async function refuseChange(tx: Sql, campaignId: number, wanted: string): Promise<never> {
  const status = await readStatus(campaignId, tx);
  throw new AppError("conflict", `${statusWords(status)}, so it cannot be ${wanted}.`);
}

function statusWords(status: CampaignStatus): string {
  if (status === "draft") return "This campaign is still a draft";
  if (status === "scheduled") return "This campaign is scheduled";
  if (status === "paused") return "This campaign is paused";
  if (isRunning(status)) return "This campaign is being sent";
  return status === "sent" ? "This campaign is already sent" : "This campaign already was canceled";
}
