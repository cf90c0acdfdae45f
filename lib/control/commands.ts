import "server-only";
import type { Viewer } from "../auth/viewer";
import { haltSchedule, moveCampaigns } from "../campaigns/move";
import { pool, type Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { AppError } from "../errors";
import { type Actor, actorOf } from "../events/actor";
import { log } from "../log";
import { messageStatus } from "../messages/rules";
import { readIdentity } from "./identity";
import { toFence } from "./rules";
import type { Stop } from "./schema";

/**
 * The kill switch, and the answer to the fence: one row that every claim and every intent asks (lib/sending/gate/may-send.ts), so
 * both hold for every worker at once and survive every restart. Safe to call twice: the first stop keeps its name and reason.
 * The functions without a viewer are for the command line, which needs nothing but the database.
 */
export async function stopSending(viewer: Viewer, { reason }: Stop): Promise<void> {
  if (await stop(pool(), viewer.name, reason)) log.warn("sending stopped", { userId: viewer.userId });
}

export async function stop(sql: Sql, by: string, reason: string): Promise<boolean> {
  const stopped = await sql.query(
    `UPDATE sending_control SET stopped_at = clock_timestamp(), stopped_by = $1, reason = $2 WHERE stopped_at IS NULL`,
    [by, reason],
  );
  return stopped.rowCount === 1;
}

/** The sweep wakes what waits, within two seconds. */
export async function allowSending(viewer: Viewer): Promise<void> {
  if (await allow(pool())) log.warn("sending allowed again", { userId: viewer.userId });
}

export async function allow(sql: Sql): Promise<boolean> {
  const allowed = await sql.query(
    "UPDATE sending_control SET stopped_at = NULL, stopped_by = '', reason = '' WHERE stopped_at IS NOT NULL",
  );
  return allowed.rowCount === 1;
}

export async function confirmCopy(viewer: Viewer): Promise<void> {
  const identity = await readIdentity(pool());
  const paused = await inTransaction((tx) => confirm(tx, toFence(identity), actorOf(viewer)));
  if (paused === null) throw new AppError("conflict", "Sending is not locked any more.");
  log.warn("restored copy confirmed", { userId: viewer.userId, paused });
}

/**
 * From now on this is the database that sends. What was under way in it does not go on by itself: people may have been texted
 * since the copy was made, so campaigns wait for a person, scheduled ones too, and tests and answers of that time are over.
 * Returns how many campaigns were paused, or null where nothing was locked. To be called in a transaction.
 */
export async function confirm(tx: Sql, fence: string, actor: Actor): Promise<number | null> {
  const confirmed = await tx.query(
    "UPDATE sending_control SET fence = $1, locked_at = NULL WHERE locked_at IS NOT NULL",
    [fence],
  );
  if (confirmed.rowCount === 0) return null;
  await tx.query("UPDATE direct_message SET status = $1, reason = $2, updated_at = now() WHERE status = $3", [
    messageStatus.unclear,
    "restored from a copy",
    messageStatus.queued,
  ]);
  await haltSchedule(tx, "all", { halt: { code: "restored_schedule" }, actor });
  const paused = await moveCampaigns(tx, {
    to: "paused",
    from: ["preparing", "sending"],
    halt: { code: "restored_copy" },
    actor,
  });
  return paused.length;
}
