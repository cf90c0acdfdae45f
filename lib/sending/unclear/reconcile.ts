import "server-only";
import { addBatchEvent, addBatchEventOnce } from "../../campaigns/batch-events";
import { pool } from "../../db/pool";
import { log } from "../../log";
import { getSendingSettings } from "../../settings/queries";
import type { UnclearBatch } from "../core/unclear";
import { nextStep, type Step } from "../core/unclear";
import type { Engine } from "../engine/engine";
import { withSettings } from "../engine/make-engine";
import { isCopy } from "../gate/may-send";
import {
  claimDue,
  type DueBatch,
  type DueRows,
  expediteHeld,
  factsOf,
  type Listing,
  readRows,
  readUnclear,
} from "./due";
import { lookUp } from "./look-up";
import { resend } from "./resend";
import { close, endHolding, escalate, postpone, release } from "./settle";
import { withdraw } from "./withdraw";

/**
 * Looks after the batches of which nobody knows whether Sinch took them: asks Sinch by the references of their attempts,
 * and makes the one step that core/unclear.ts says follows from what is known. Each step is a commit of its own, so a
 * crash leaves rows from which the next round goes on. Safe on every worker at once: a batch belongs to one of them at a time.
 */
const atOnce = 5;

/** Returns whether there was anything to do. */
export async function reconcileUnclear(engine: Engine, signal: AbortSignal): Promise<boolean> {
  // In a locked copy "nothing may leave" would take back what the original holds at Sinch.
  if (await isCopy()) return false;
  await expediteHeld();
  const first = await claimDue();
  if (!first) return false;
  const [{ unknownBatches }, current] = await Promise.all([getSendingSettings(), withSettings(engine)]);
  const { lookup, hasScheduling, hasCancel } = engine.transport.capabilities;
  const canHold = lookup === "complete" && hasScheduling && hasCancel;
  const how = canHold && unknownBatches === "hold_and_cancel" ? "hold" : "ask";
  const rest = Array.from({ length: atOnce - 1 }, () => look(null, how, current, signal));
  await Promise.all([look(first, how, current, signal), ...rest]);
  return true;
}

/** One batch after the other while any is due. */
async function look(first: DueBatch | null, how: UnclearBatch["resend"], engine: Engine, signal: AbortSignal) {
  for (let batch = first ?? (await claimDue()); batch && !signal.aborted; batch = await claimDue()) {
    await reconcile(batch, how, engine, signal).catch((error) => {
      // Its lease brings it back; the others must not wait for it.
      log.error("unclear batch not reconciled, will be tried again", error);
    });
  }
}

async function reconcile(batch: DueBatch, how: UnclearBatch["resend"], engine: Engine, signal: AbortSignal) {
  const before = await readRows(batch);
  const listing = before ? await lookUp(batch, before, engine, signal) : null;
  const rows = await readRows(batch);
  if (rows === null) return;
  const step = await stepFor(batch, rows, listing, how, engine);
  if (rows.isHolding) await endHolding(batch);
  await tell(batch, step, listing !== null);
  await make(step, batch, rows, engine);
}

async function stepFor(
  batch: DueBatch,
  rows: DueRows,
  listing: Listing | null,
  how: UnclearBatch["resend"],
  engine: Engine,
) {
  const leavesAt = rows.now + (how === "hold" ? engine.timings.holdMs : 0);
  const facts = factsOf(rows, await readUnclear(batch, leavesAt, engine), listing, how);
  return nextStep(facts, rows.now, engine.timings);
}

/** The words on the page, beside the steps that speak for themselves. */
async function tell(batch: DueBatch, step: Step, isFresh: boolean): Promise<void> {
  const isWaiting = step.kind === "wait" && step.because === "listing";
  if (isFresh && (isWaiting || step.kind === "hold" || (step.kind === "ask" && step.because !== "doubtful"))) {
    await addBatchEvent(pool(), batch.id, "not_found");
  }
  if (step.kind !== "wait") return;
  if (step.because === "nobody_left" || step.because === "too_late") await addBatchEventOnce(batch.id, step.because);
}

async function make(step: Step, batch: DueBatch, rows: DueRows, engine: Engine): Promise<void> {
  switch (step.kind) {
    case "wait":
      return postpone(batch, step.until);
    case "release": {
      const attempt = attemptOf(rows, step.attempt);
      return attempt && release(batch, attempt);
    }
    case "withdraw": {
      const attempt = attemptOf(rows, step.attempt);
      return attempt && withdraw(batch, attempt, step.because, engine);
    }
    case "hold":
      return resend(batch, rows.now, engine.timings.holdMs, engine);
    case "send":
      return resend(batch, rows.now, null, engine);
    case "ask":
      return escalate(batch, step.because);
    case "close":
      return close(batch);
  }
}

function attemptOf({ attempts }: DueRows, number: number) {
  return attempts.find((attempt) => attempt.number === number);
}
