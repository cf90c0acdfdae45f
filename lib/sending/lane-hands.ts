import "server-only";
import { enqueueDispatch } from "../campaigns/dispatch";
import { finishCampaign, pauseBecauseOf } from "../campaigns/outcome";
import { sleep } from "../clock";
import { persistently } from "../db/away";
import { pool } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { faultPoint } from "../faults";
import { log } from "../log";
import { type Attempt, beginAttempt, recordEach, recordOutcome, recordSkips } from "./attempt";
import { callInTime } from "./call-in-time";
import { type ClaimedBatch, claimBatch, databaseClock, readRecipients, releaseBatch, renewClaim } from "./claim";
import { type Composition, compose } from "./compose";
import { inTimeSql, mayFollowSql, maySendSql } from "./control";
import type { CallAnswer, LaneAnswer, LaneEffect } from "./core/lane-protocol";
import type { Asking } from "./core/rhythm";
import type { Engine } from "./engine";
import { nobodyWaits, quietHoursAt } from "./hold";
import { campaignsAtOnce } from "./rules";

/**
 * Performs what a lane decides, and holds what the lane need not know: the batch in hand, its people and their texts. No
 * decision is made here.
 */
export class LaneHands {
  readonly #campaignId: number;
  readonly #engine: Engine;
  readonly #signal: AbortSignal;
  #batch: ClaimedBatch | undefined;
  #composition: Composition | undefined;
  #reference = "";
  #intentAt = 0;

  constructor(campaignId: number, engine: Engine, signal: AbortSignal) {
    this.#campaignId = campaignId;
    this.#engine = engine;
    this.#signal = signal;
  }

  async perform(effect: LaneEffect): Promise<LaneAnswer> {
    switch (effect.kind) {
      case "look_for_others":
        return { kind: (await doOthersWait(this.#campaignId)) ? "others_wait" : "nobody_waits" };
      case "line_up_again":
        await inTransaction((tx) => enqueueDispatch(tx, this.#campaignId));
        return done;
      case "claim":
        return this.#claim(effect.asking);
      case "wait_for_batches":
        return { kind: (await waitForBatches(this.#campaignId, this.#signal)) ? "more_to_come" : "nothing_to_come" };
      case "wait":
        await sleepUntil(effect.until, this.#signal);
        return { kind: this.#signal.aborted ? "told_to_stop" : "woken" };
      case "renew":
        return { kind: (await renewClaim(inHand(this.#batch))) ? "renewed" : "claim_lost" };
      case "compose":
        return this.#compose();
      case "record_skips":
        await recordSkips(inHand(this.#batch), inHand(this.#composition).skipped, effect.nobodyLeft);
        faultPoint("skips.after");
        return done;
      case "commit_intent":
        return this.#commitIntent();
      case "wait_out":
        await sleepUntil(effect.until);
        return { kind: "woken" };
      case "call":
        return { kind: "answered", answer: await this.#call() };
      case "record":
        return this.#record(effect.answer);
      case "give_back":
        await releaseBatch(inHand(this.#batch), effect.heldUntil);
        return done;
      case "pause_campaign":
        await pauseBecauseOf(this.#campaignId, effect.reason);
        return done;
      case "finish_campaign":
        faultPoint("campaign.beforeFinish");
        await finishCampaign(this.#campaignId);
        return done;
    }
  }

  async #claim(asking: Asking): Promise<LaneAnswer> {
    if (this.#signal.aborted) return { kind: "told_to_stop" };
    faultPoint("claim.before");
    const claim = await claimBatch(this.#campaignId, this.#engine.plan, asking);
    if (!claim) return { kind: "nothing_claimed" };
    faultPoint("claim.after");
    const { slot, ...batch } = claim;
    this.#batch = batch;
    this.#composition = undefined;
    this.#reference = "";
    const { movedBack } = slot;
    return {
      kind: "claimed",
      slot: { at: databaseClock.toLocal(slot.at), movedBack, recipients: batch.recipients },
    };
  }

  async #compose(): Promise<LaneAnswer> {
    faultPoint("tokens.after");
    const batch = inHand(this.#batch);
    const { optOutLine, hasQuietHours, now } = this.#engine;
    const recipients = await readRecipients(batch);
    const hold = hasQuietHours && !batch.ignoresQuietHours ? quietHoursAt(now()) : nobodyWaits;
    const composition = compose(batch, recipients, optOutLine, hold);
    this.#composition = composition;
    faultPoint("recipients.after");
    return { kind: "composed", people: composition.accepted.length, heldUntil: composition.heldUntil };
  }

  async #commitIntent(): Promise<LaneAnswer> {
    faultPoint("attempt.beforeIntent");
    this.#intentAt = performance.now();
    const begun = await beginAttempt(inHand(this.#batch), inHand(this.#composition), this.#engine);
    if (begun === null) return { kind: "intent_refused" };
    this.#reference = begun.reference;
    faultPoint("attempt.afterIntent");
    return { kind: "intent_committed", movedBack: begun.movedBack };
  }

  /** One call, or one for each recipient; none where sending was stopped after the intent. */
  async #call(): Promise<CallAnswer> {
    const { transport, sender, callbackUrl } = this.#engine;
    const outgoing = inHand(this.#composition?.outgoing ?? undefined);
    const batch = { ...outgoing, ...this.#expiry(), clientReference: this.#reference, from: sender, callbackUrl };
    if (transport.capabilities.outcomes === "recipient") {
      const outcomes = await callInTime(this.#intentAt, (stop) => transport.sendEach(batch, { stop }));
      if (outcomes === null) return stoppedBefore;
      faultPoint("attempt.afterPost");
      return { kind: "each", outcomes: outcomes.map(({ outcome }) => outcome) };
    }
    const text = { ...batch, deliveryReport: "per_recipient_final" as const };
    const outcome = await callInTime(this.#intentAt, (stop) => transport.sendBatch(text, { stop }));
    if (outcome === null) return stoppedBefore;
    faultPoint("attempt.afterPost");
    return { kind: "call", outcome };
  }

  /** Sinch gives up by itself after three days; what must not arrive later than before that, it is told. */
  #expiry(): { expireAt?: Date } {
    const { expiresAt } = inHand(this.#batch);
    const { now, transport } = this.#engine;
    if (expiresAt === null || !transport.capabilities.hasExpiry) return {};
    return expiresAt.getTime() - now().getTime() < longestExpiryMs ? { expireAt: expiresAt } : {};
  }

  /** What came of it is written down even if the database has to come back first. */
  async #record(answer: CallAnswer): Promise<LaneAnswer> {
    const batch = inHand(this.#batch);
    const { accepted, heldUntil } = inHand(this.#composition);
    const attempt: Attempt = { batch, reference: this.#reference, accepted, heldUntil };
    const after = await persistently(() =>
      answer.kind === "each" ? recordEach(attempt, answer.outcomes) : recordOutcome(attempt, answer.outcome),
    );
    faultPoint("attempt.afterRecord");
    if (after.state !== "accepted") {
      log.warn("batch not accepted", { campaignId: batch.campaignId, batchId: batch.id, state: after.state });
    }
    return { kind: "recorded", after };
  }
}

const stoppedBefore: CallAnswer = {
  kind: "call",
  outcome: { kind: "not_sent", reason: "sending was stopped before the call" },
};

/** Sinch refuses a later one (sinch-api A.5). */
const longestExpiryMs = 3 * 86_400_000 - 60_000;

const done: LaneAnswer = { kind: "done" };

function inHand<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error("a lane has nothing in hand");
  return thing;
}

/** A worker has places for the lanes of some campaigns. */
async function doOthersWait(campaignId: number): Promise<boolean> {
  const others = await pool().query(
    "SELECT 1 FROM campaign WHERE status IN ('preparing', 'sending') AND id <> $1 OFFSET $2 LIMIT 1",
    [campaignId, campaignsAtOnce - 1],
  );
  return others.rowCount !== 0;
}

/** On the scale of `performance.now()`. */
async function sleepUntil(moment: number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const remaining = moment - performance.now();
    if (remaining <= 0 || signal?.aborted) return;
    await sleep(Math.max(1, remaining), signal);
  }
}

/** What is due later than this is nothing to wait for: the sweep wakes the lanes when it is. */
const longestWaitMs = 30_000;

/**
 * Whether to look again: while more batches are being expanded, or one is waiting for its next attempt. While sending is
 * stopped lanes end; the sweep starts them again afterwards.
 */
async function waitForBatches(campaignId: number, signal: AbortSignal): Promise<boolean> {
  const result = await pool().query<{ expanding: boolean; waitMs: number | null }>(
    `SELECT c.expanded_at IS NULL AS expanding,
            (SELECT (extract(epoch FROM min(b.next_attempt_at) - clock_timestamp()) * 1000)::float8
               FROM batch b
              WHERE b.campaign_id = c.id AND b.state = 'ready' AND ${mayFollowSql("b.number")}) AS "waitMs"
       FROM campaign c WHERE c.id = $1 AND c.status IN ('preparing', 'sending') AND ${maySendSql} AND ${inTimeSql}`,
    [campaignId],
  );
  const state = result.rows[0];
  if (!state || (!state.expanding && (state.waitMs ?? longestWaitMs) >= longestWaitMs)) return false;
  await sleep(Math.min(Math.max(state.waitMs ?? 100, 50), 1_000), signal);
  return true;
}
