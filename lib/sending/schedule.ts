import "server-only";
import { beginSending } from "../campaigns/commands/launch";
import { checkReady, freezeView, isOverlap, lockCampaign } from "../campaigns/commands/ready";
import { isMissed } from "../campaigns/rules";
import type { Start } from "../campaigns/schema";
import { pool, type Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { AppError } from "../errors";
import { formatDateTime } from "../format";
import { log } from "../log";
import { getOrganisation } from "../settings/queries";
import { maySendSql } from "./gate/may-send";

/**
 * Starts what is scheduled and due, with the audience as it is then. Whatever stands in the way, or a time that was missed, is
 * written where people see it and asks: nothing that nobody expects any more is fired. A crash leaves a campaign scheduled
 * or started, nothing between. Safe on every worker at once.
 */
export async function startScheduled(): Promise<void> {
  const due = await pool().query<{ id: number }>(
    `SELECT id FROM campaign
      WHERE status = 'scheduled' AND starts_at <= now() AND paused_reason = '' ORDER BY starts_at, id LIMIT 20`,
  );
  for (const { id } of due.rows) {
    // One that cannot even be read must not keep the others from starting.
    const problem = await start(id).catch(wordsOf).catch(logged);
    if (problem) await ask(id, problem);
  }
}

/** Returns why it asks instead, if it does. */
async function start(campaignId: number): Promise<string | null> {
  return inTransaction(async (tx) => {
    await freezeView(tx);
    const campaign = await lockCampaign(tx, campaignId);
    if (campaign?.status !== "scheduled" || campaign.startsAt === null || campaign.startsAt > campaign.now) return null;
    const maySend = await isSendingAllowed(tx);
    // Its time has come, so that is no problem any more.
    const sooner = { ...campaign.timing, start: { kind: "now" } as const };
    if (isMissed(campaign.startsAt, campaign.now)) {
      const isKept = maySend && (await isKeptWaiting(checkReady(tx, campaign, sooner)));
      return missedWords(tx, campaign.startsAt, campaign.timing.start, whyMissed(maySend, isKept));
    }
    // Stopped for the moment: it starts when that is over, or is missed.
    if (!maySend) return null;
    const { eligible } = await checkReady(tx, campaign, sooner);
    await beginSending(tx, campaign, campaign.timing, eligible);
    return null;
  });
}

/** An import that adds to the audience passes by itself. What somebody has to put right is said when they send it. */
async function isKeptWaiting(check: Promise<unknown>): Promise<boolean> {
  return check.then(
    () => false,
    (error) => {
      if (error instanceof AppError) return error.code === "conflict";
      throw error;
    },
  );
}

function whyMissed(maySend: boolean, isKept: boolean): string {
  if (!maySend) return "all sending was stopped";
  return isKept ? "an import is adding people to its audience" : "Tidings was down";
}

function logged(error: unknown): null {
  log.error("a scheduled campaign could not be looked at, will be tried again", error);
  return null;
}

async function isSendingAllowed(tx: Sql): Promise<boolean> {
  const { rows } = await tx.query<{ allowed: boolean }>(`SELECT ${maySendSql} AS allowed`);
  return rows[0]?.allowed ?? false;
}

async function missedWords(tx: Sql, startsAt: Date, start: Start, why: string): Promise<string> {
  const zone = start.kind === "at" ? start.zone : (await getOrganisation(tx)).timeZone;
  return `It did not start at ${formatDateTime(startsAt, zone)} because ${why}.`;
}

/** What somebody has to put right becomes words; what passes by itself, and somebody else being faster, is tried again. */
function wordsOf(error: unknown): string | null {
  if (error instanceof AppError) return error.code === "conflict" ? null : `It did not start: ${error.message}`;
  if (!isOverlap(error)) throw error;
  return null;
}

async function ask(campaignId: number, words: string): Promise<void> {
  const asked = await pool().query(
    `UPDATE campaign SET paused_reason = $2, updated_at = now()
      WHERE id = $1 AND status = 'scheduled' AND starts_at <= now() AND paused_reason = ''`,
    [campaignId, words],
  );
  if (asked.rowCount) log.warn("a scheduled campaign did not start and asks", { campaignId });
}
