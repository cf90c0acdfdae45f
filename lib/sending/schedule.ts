import "server-only";
import { beginSending } from "../campaigns/commands/launch";
import { checkReady, freezeView, isOverlap, lockCampaign, NotReady } from "../campaigns/commands/ready";
import type { Halt } from "../campaigns/halt";
import { haltSchedule } from "../campaigns/move";
import { isMissed } from "../campaigns/rules";
import type { Start } from "../campaigns/schema";
import { pool, type Sql } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { inTransaction } from "../db/transaction";
import { bool, int, known } from "../db/types";
import { AppError } from "../errors";
import { systemActor } from "../events/actor";
import { log } from "../log";
import { getOrganisation } from "../settings/queries";
import { maySendSql } from "./gate/may-send";

const schedule = systemActor("schedule");

type StartMissed = Extract<Halt, { code: "start_missed" }>;

/**
 * Starts what is scheduled and due, with the audience as it is then. Whatever stands in the way, or a time that was missed, is
 * written where people see it and asks: nothing that nobody expects any more is fired. A crash leaves a campaign scheduled
 * or started, nothing between. Safe on every worker at once.
 */
export async function startScheduled(): Promise<void> {
  for (const { id } of await findDue.rows(pool())) {
    // One that cannot even be read must not keep the others from starting.
    const halt = await start(id).catch(haltOf).catch(logged);
    if (halt) await ask(id, halt);
  }
}

const findDue = statement(
  { name: "campaigns-due", row: { id: int } },
  () => sql`
    SELECT id FROM campaign
     WHERE status = 'scheduled' AND starts_at <= now() AND halt IS NULL ORDER BY starts_at, id LIMIT 20`,
);

/** Returns why it asks instead, if it does. */
async function start(campaignId: number): Promise<Halt | null> {
  return inTransaction(async (tx) => {
    await freezeView(tx);
    const campaign = await lockCampaign(tx, campaignId);
    if (campaign?.status !== "scheduled" || campaign.startsAt === null || campaign.startsAt > campaign.now) return null;
    const maySend = await isSendingAllowed(tx);
    // Its time has come, so that is no problem any more.
    const sooner = { ...campaign.timing, start: { kind: "now" } as const };
    if (isMissed(campaign.startsAt, campaign.now)) {
      const isKept = maySend && (await isKeptWaiting(checkReady(tx, campaign, sooner)));
      return missed(tx, campaign.startsAt, campaign.timing.start, whyMissed(maySend, isKept));
    }
    // Stopped for the moment: it starts when that is over, or is missed.
    if (!maySend) return null;
    const { eligible } = await checkReady(tx, campaign, sooner);
    await beginSending(tx, schedule, campaign, campaign.timing, eligible);
    return null;
  });
}

/** An import that adds to the audience passes by itself. A problem that a person has to put right is said when they send it. */
async function isKeptWaiting(check: Promise<unknown>): Promise<boolean> {
  return check.then(
    () => false,
    (error) => {
      if (error instanceof AppError) return error.code === "conflict";
      throw error;
    },
  );
}

function whyMissed(maySend: boolean, isKept: boolean): StartMissed["because"] {
  if (!maySend) return "sending_stopped";
  return isKept ? "import_running" : "system_down";
}

function logged(error: unknown): null {
  log.error("a scheduled campaign could not be looked at, will be tried again", error);
  return null;
}

async function isSendingAllowed(tx: Sql): Promise<boolean> {
  return (await readAllowed.one(tx)).allowed;
}

const readAllowed = statement(
  { name: "is-sending-allowed", row: { allowed: known(bool, "NOT EXISTS") } },
  () => sql`SELECT ${maySendSql} AS allowed`,
);

async function missed(tx: Sql, startsAt: Date, start: Start, because: StartMissed["because"]): Promise<StartMissed> {
  const zone = start.kind === "at" ? start.zone : (await getOrganisation(tx)).timeZone;
  return { code: "start_missed", startsAt: startsAt.toISOString(), zone, because };
}

/** A problem that a person has to put right is kept; one that passes by itself, or another worker being faster, is tried again. */
function haltOf(error: unknown): Halt | null {
  if (error instanceof NotReady) return { code: "start_refused", problem: error.problem };
  const isPassing = error instanceof AppError && error.code === "conflict";
  if (!isPassing && !isOverlap(error)) throw error;
  return null;
}

async function ask(campaignId: number, halt: Halt): Promise<void> {
  const asked = await inTransaction((tx) => haltSchedule(tx, campaignId, { halt, actor: schedule }));
  if (asked) log.warn("a scheduled campaign did not start and asks", { campaignId });
}
