import "server-only";
import { haltSchedule, moveCampaigns } from "../campaigns/move";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { inTransaction } from "../db/transaction";
import { smallint, text } from "../db/types";
import { AppError } from "../errors";
import { type Actor, personIdOf } from "../events/actor";
import { recordEvent } from "../events/record";
import { log } from "../log";
import { messageStatus } from "../messages/rules";
import { readIdentity } from "./identity";
import { toFence } from "./rules";
import type { Stop } from "./schema";

/**
 * The kill switch, and the answer to the fence: one row that every claim and every intent asks (lib/sending/gate/may-send.ts), so
 * both hold for every worker at once and survive every restart. Safe to call twice: the first stop keeps its name and reason.
 * Functions that take a transaction are for the command line, which needs nothing but the database.
 */
export async function stopSending(actor: Actor, { reason }: Stop): Promise<void> {
  if (await inTransaction((tx) => stop(tx, actor, reason))) log.warn("sending stopped", byOf(actor));
}

/** Returns whether it was not stopped before. To be called in a transaction. */
export async function stop(tx: Executor, actor: Actor, reason: string): Promise<boolean> {
  if ((await putStop.run(tx, { by: actor.name, reason })) !== 1) return false;
  await recordEvent(tx, { ...sending, kind: "stopped", data: { reason }, actor });
  return true;
}

const putStop = statement(
  { name: "stop-sending", params: { by: text, reason: text } },
  ({ by, reason }) => sql`
    UPDATE sending_control SET stopped_at = clock_timestamp(), stopped_by = ${by}, reason = ${reason} WHERE stopped_at IS NULL`,
);

/** The sweep wakes what waits, within two seconds. */
export async function allowSending(actor: Actor): Promise<void> {
  if (await inTransaction((tx) => allow(tx, actor))) log.warn("sending allowed again", byOf(actor));
}

/** Returns whether it was stopped. To be called in a transaction. */
export async function allow(tx: Executor, actor: Actor): Promise<boolean> {
  if ((await liftStop.run(tx)) !== 1) return false;
  await recordEvent(tx, { ...sending, kind: "allowed", actor });
  return true;
}

const liftStop = statement(
  { name: "allow-sending" },
  () => sql`UPDATE sending_control SET stopped_at = NULL, stopped_by = '', reason = '' WHERE stopped_at IS NOT NULL`,
);

export async function confirmCopy(actor: Actor): Promise<void> {
  const identity = await readIdentity(pool());
  const paused = await inTransaction((tx) => confirm(tx, toFence(identity), actor));
  if (paused === null) throw new AppError("conflict", "Sending is not locked any more.");
  log.warn("restored copy confirmed", { ...byOf(actor), paused });
}

/** All of sending is one thing. */
const sending = { object: "sending", objectId: "all" };

const byOf = (actor: Actor) => ({ by: actor.kind, userId: personIdOf(actor) });

/**
 * From now on this is the database that sends. What was under way in it does not go on by itself: people may have been texted
 * since the copy was made, so campaigns wait for a person, scheduled ones too, and tests and answers of that time are over.
 * Returns how many campaigns were paused, or null where nothing was locked. To be called in a transaction.
 */
export async function confirm(tx: Executor, fence: string, actor: Actor): Promise<number | null> {
  if ((await putFence.run(tx, { fence })) === 0) return null;
  await giveUpQueued.run(tx, { queued: messageStatus.queued, unclear: messageStatus.unclear });
  await haltSchedule(tx, "all", { halt: { code: "restored_schedule" }, actor });
  const paused = await moveCampaigns(tx, {
    to: "paused",
    from: ["preparing", "sending"],
    halt: { code: "restored_copy" },
    actor,
  });
  await recordEvent(tx, { ...sending, kind: "copy_confirmed", data: { paused: paused.length }, actor });
  return paused.length;
}

const putFence = statement(
  { name: "confirm-copy", params: { fence: text } },
  ({ fence }) => sql`UPDATE sending_control SET fence = ${fence}, locked_at = NULL WHERE locked_at IS NOT NULL`,
);

const giveUpQueued = statement(
  { name: "give-up-queued-texts", params: { queued: smallint, unclear: smallint } },
  ({ queued, unclear }) => sql`
    UPDATE direct_message SET status = ${unclear}, reason = 'restored from a copy', updated_at = now() WHERE status = ${queued}`,
);
