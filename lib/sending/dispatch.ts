import "server-only";
import { enqueueDispatch } from "../campaigns/dispatch";
import { finishCampaign, pauseBecauseOf } from "../campaigns/outcome";
import { sleep } from "../clock";
import { persistently } from "../db/away";
import { pool } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { faultPoint } from "../faults";
import { log } from "../log";
import type { AfterAttempt } from "./after-attempt";
import { type Attempt, beginAttempt, recordEach, recordOutcome, recordSkips } from "./attempt";
import {
  type Claim,
  type ClaimedBatch,
  claimBatch,
  databaseClock,
  readRecipients,
  releaseBatch,
  renewClaim,
} from "./claim";
import { type Composition, compose } from "./compose";
import type { Engine } from "./engine";
import { paceOf } from "./pace";
import { Rhythm } from "./rhythm";
import { campaignsAtOnce, laneTurnMs, latestCallMs, renewClaimEveryMs, toleratedLatenessMs } from "./rules";

type Outgoing = NonNullable<Composition["outgoing"]>;

/**
 * A lane: claims one batch of a campaign after another and sends it. Any number of lanes on any number of workers
 * share a campaign's batches. Each batch is claim and slot → text → intent (committed) → POST → outcome (committed).
 * A crash at any line leaves a claim that runs out or an intent that becomes `unknown`; nothing is sent twice.
 */
export async function dispatchCampaign(campaignId: number, engine: Engine, signal: AbortSignal): Promise<void> {
  const rhythm = new Rhythm();
  let turnEndsAt = performance.now() + laneTurnMs;
  while (!signal.aborted) {
    if (performance.now() > turnEndsAt) {
      if (await makeRoom(campaignId)) return;
      turnEndsAt = performance.now() + laneTurnMs;
    }
    faultPoint("claim.before");
    const claim = await claimBatch(campaignId, engine.plan, rhythm.ask());
    if (claim) faultPoint("claim.after");
    if (claim) await sendClaimed(claim, engine, rhythm, signal);
    else if (!(await waitForBatches(campaignId, signal))) break;
  }
  faultPoint("campaign.beforeFinish");
  await finishCampaign(campaignId);
}

/**
 * A worker has places for the lanes of some campaigns. Where more of them run, a lane lines up again behind the others
 * after its turn, so that all of them move. Returns whether it did: then this job is to end.
 */
async function makeRoom(campaignId: number): Promise<boolean> {
  const others = await pool().query(
    "SELECT 1 FROM campaign WHERE status IN ('preparing', 'sending') AND id <> $1 OFFSET $2 LIMIT 1",
    [campaignId, campaignsAtOnce - 1],
  );
  if (others.rowCount === 0) return false;
  await inTransaction((tx) => enqueueDispatch(tx, campaignId));
  return true;
}

async function sendClaimed(claim: Claim, engine: Engine, rhythm: Rhythm, signal: AbortSignal): Promise<void> {
  const { slot, ...batch } = claim;
  const slotAt = databaseClock.toLocal(slot.at);
  if (!(await waitForSlot(batch, slotAt - rhythm.leadMs, signal))) return releaseBatch(batch);
  faultPoint("tokens.after");
  const startedAt = performance.now();
  const { outgoing, accepted, skipped } = compose(batch, await readRecipients(batch), engine.optOutLine);
  faultPoint("recipients.after");
  await recordSkips(batch, skipped, outgoing === null);
  faultPoint("skips.after");
  if (outgoing === null) return;
  faultPoint("attempt.beforeIntent");
  const intentAt = performance.now();
  const begun = await beginAttempt(batch, outgoing.to.length, engine);
  if (begun === null) return releaseBatch(batch);
  faultPoint("attempt.afterIntent");
  const { reference, movedBack } = begun;
  rhythm.prepared(performance.now() - startedAt);
  const dueAt = slotAt + Math.min(movedBack - slot.movedBack, longestMoveSeconds) * 1_000;
  await sleepUntil(dueAt);
  const tolerated = toleratedLatenessMs(batch.recipients, engine.plan.messagesPerSecond);
  rhythm.left(performance.now() - dueAt, tolerated, (batch.recipients / paceOf(engine.plan)) * 1_000);

  const attempt = { batch, reference, accepted };
  const isLate = performance.now() - intentAt > latestCallMs;
  const after = isLate ? await giveBack(attempt) : await send(engine, attempt, outgoing);
  faultPoint("attempt.afterRecord");
  if (after.state !== "accepted") {
    log.warn("batch not accepted", { campaignId: batch.campaignId, batchId: batch.id, state: after.state });
  }
  if (after.state === "ready" && after.pauseCampaign) await pauseBecauseOf(batch.campaignId, after.reason);
}

/** One call, or one for each recipient; and what came of it, written down even if the database has to come back first. */
async function send(engine: Engine, attempt: Attempt, outgoing: Outgoing): Promise<AfterAttempt> {
  const { transport, sender, callbackUrl } = engine;
  const batch = { ...outgoing, clientReference: attempt.reference, from: sender, callbackUrl };
  if (transport.capabilities.outcomes === "recipient") {
    const outcomes = await transport.sendEach(batch);
    faultPoint("attempt.afterPost");
    return persistently(() => recordEach(attempt, outcomes));
  }
  const outcome = await transport.sendBatch({ ...batch, deliveryReport: "per_recipient_final" });
  faultPoint("attempt.afterPost");
  return persistently(() => recordOutcome(attempt, outcome));
}

/**
 * This process stood still after the intent: frozen, swapped out, a machine asleep. Its lease may be over, the campaign
 * paused, somebody opted out. Nothing was sent, so the batch is as good as new.
 */
function giveBack(attempt: Attempt): Promise<AfterAttempt> {
  return persistently(() =>
    recordOutcome(attempt, { kind: "not_sent", reason: "the worker stood still before the call" }),
  );
}

/** A batch whose attempt is written down does not wait longer than this for messages that overtook it. */
const longestMoveSeconds = 1;

/** Returns false when the claim was lost, the campaign no longer runs, or the worker is asked to stop. */
async function waitForSlot(batch: ClaimedBatch, until: number, signal: AbortSignal): Promise<boolean> {
  let renewAt = performance.now() + renewClaimEveryMs;
  while (renewAt < until) {
    await sleepUntil(renewAt, signal);
    if (signal.aborted || !(await renewClaim(batch))) return false;
    renewAt = performance.now() + renewClaimEveryMs;
  }
  await sleepUntil(until, signal);
  return !signal.aborted;
}

/** On the scale of `performance.now()`. */
async function sleepUntil(moment: number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const remaining = moment - performance.now();
    if (remaining <= 0 || signal?.aborted) return;
    await sleep(Math.max(1, remaining), signal);
  }
}

/** Whether to look again: while more batches are being expanded, or one is waiting for its next attempt. */
async function waitForBatches(campaignId: number, signal: AbortSignal): Promise<boolean> {
  const result = await pool().query<{ expanding: boolean; waitMs: number | null }>(
    `SELECT c.expanded_at IS NULL AS expanding,
            (SELECT (extract(epoch FROM min(b.next_attempt_at) - clock_timestamp()) * 1000)::float8
               FROM batch b WHERE b.campaign_id = c.id AND b.state = 'ready') AS "waitMs"
       FROM campaign c WHERE c.id = $1 AND c.status IN ('preparing', 'sending')`,
    [campaignId],
  );
  const state = result.rows[0];
  if (!state || (!state.expanding && state.waitMs === null)) return false;
  await sleep(Math.min(Math.max(state.waitMs ?? 100, 50), 1_000), signal);
  return true;
}
