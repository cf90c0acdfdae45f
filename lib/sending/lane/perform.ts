import "server-only";
import { enqueueDispatch, getLanes } from "../../campaigns/dispatch";
import { finishCampaign, pauseBecauseOf } from "../../campaigns/outcome";
import { sleep } from "../../clock";
import { retryThroughOutage } from "../../db/outage";
import { pool } from "../../db/pool";
import { sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { inTransaction } from "../../db/transaction";
import { bool, double, int, known, nullable, text } from "../../db/types";
import { faultPoint } from "../../faults";
import { log } from "../../log";
import { type Composition, compose } from "../batch/compose";
import { expiryOf } from "../batch/expiry";
import { nobodyWaits, quietHoursAt } from "../batch/quiet-hours";
import { readRecipients } from "../batch/recipients";
import { weightOf } from "../batch/weight";
import type { CallAnswer, LaneAnswer, LaneEffect } from "../core/lane-protocol";
import type { SlotRequest } from "../core/rhythm";
import type { Engine } from "../engine/engine";
import { withSettings } from "../engine/make-engine";
import { callInTime, latestOf } from "../gate/call-in-time";
import { inTimeSql, mayFollowSql, maySendSql } from "../gate/may-send";
import { releaseProbe, reportOutcomes } from "../rate/breaker";
import { clockSql, type DepartureSlot, departuresOf } from "../rate/pace";
import { momentOf, sleepUntil, untilItsTurn } from "../rate/slot";
import { beginAttempt, recordEach, recordOutcome, recordSkips } from "./attempt";
import { type ClaimedBatch, claimBatch, releaseBatch, renewClaim } from "./claim";
import type { Attempt } from "./record-accepted";

/**
 * Performs what a lane decides, and keeps what the lane need not know: the batch in hand, its people and their texts. No
 * decision is made here.
 */
export class LaneExecutor {
  readonly #campaignId: number;
  readonly #number: number;
  #engine: Engine;
  readonly #signal: AbortSignal;
  #batch: ClaimedBatch | undefined;
  #composition: Composition | undefined;
  #slot: DepartureSlot | undefined;
  #reference = "";
  #intentAt = 0;
  #latestAt = Infinity;
  /** How often in a row there was nothing to claim. */
  #waits = 0;

  constructor(campaignId: number, number: number, engine: Engine, signal: AbortSignal) {
    this.#campaignId = campaignId;
    this.#number = number;
    this.#engine = engine;
    this.#signal = signal;
  }

  async perform(effect: LaneEffect): Promise<LaneAnswer> {
    switch (effect.kind) {
      case "look_for_others":
        return this.#lookForOthers();
      case "line_up_again":
        await inTransaction((tx) => enqueueDispatch(tx, this.#campaignId));
        return done;
      case "claim":
        return this.#claim(effect.request);
      case "wait_for_batches":
        return { kind: (await this.#waitForBatches()) ? "more_to_come" : "nothing_to_come" };
      case "wait":
        await sleepUntil(effect.until, this.#signal);
        return { kind: this.#signal.aborted ? "told_to_stop" : "woken" };
      case "renew":
        return { kind: (await renewClaim(inHand(this.#batch))) ? "renewed" : "claim_lost" };
      case "compose":
        return this.#compose();
      case "record_skips":
        return this.#recordSkips(effect.nobodyLeft);
      case "commit_intent":
        return this.#commitIntent();
      case "wait_out":
        await untilItsTurn(this.#engine.plan, inHand(this.#slot), this.#weight());
        return { kind: "woken" };
      case "call":
        return { kind: "answered", answer: await this.#call() };
      case "record":
        return this.#record(effect.answer);
      case "give_back":
        return this.#giveBack(effect.waitUntil);
      case "pause_campaign":
        await pauseBecauseOf(this.#campaignId, effect.reason);
        return done;
      case "finish_campaign":
        faultPoint("campaign.beforeFinish");
        await finishCampaign(this.#campaignId);
        return done;
    }
  }

  async #giveBack(waitUntil: Date | null): Promise<LaneAnswer> {
    await releaseBatch(inHand(this.#batch), waitUntil);
    await this.#callNothing();
    return done;
  }

  async #recordSkips(nobodyLeft: boolean): Promise<LaneAnswer> {
    await recordSkips(inHand(this.#batch), inHand(this.#composition).skipped, nobodyLeft);
    faultPoint("skips.after");
    if (nobodyLeft) await this.#callNothing();
    return done;
  }

  /** Once a turn. Settings that were changed meanwhile count from here on. */
  async #lookForOthers(): Promise<LaneAnswer> {
    const { hasQuietHours } = await withSettings(this.#engine);
    this.#engine = { ...this.#engine, hasQuietHours };
    const { lanes, hasPlaces } = await getLanes(pool());
    if (this.#number >= lanes) return { kind: "too_many_lanes" };
    return { kind: hasPlaces ? "nobody_waits" : "others_wait" };
  }

  async #claim(request: SlotRequest): Promise<LaneAnswer> {
    if (this.#signal.aborted) return { kind: "told_to_stop" };
    faultPoint("claim.before");
    const claim = await claimBatch(this.#campaignId, this.#engine.plan, request);
    if (!claim) return { kind: "nothing_claimed" };
    faultPoint("claim.after");
    const { slot, ...batch } = claim;
    this.#waits = 0;
    this.#batch = batch;
    this.#slot = slot;
    this.#composition = undefined;
    this.#reference = "";
    return { kind: "claimed", slot: { at: momentOf(slot), weight: slot.weight } };
  }

  /**
   * Whether to look again: while more batches are being expanded, one is waiting for its next attempt, or nobody may call for a
   * while. While sending is stopped lanes end; the sweep starts them again afterwards.
   */
  async #waitForBatches(): Promise<boolean> {
    const state = await readWaiting.first(pool(), { campaignId: this.#campaignId, plan: this.#engine.plan.id });
    if (!state || (!state.expanding && (state.waitMs ?? longestWaitMs) >= longestWaitMs)) return false;
    const restMs = restsMs[this.#waits++] ?? lastRestMs;
    const waitMs = Math.max(state.waitMs ?? restMs, state.pausedMs ?? 0, restMs / 2);
    await sleep(Math.min(waitMs, 1_000), this.#signal);
    return true;
  }

  async #compose(): Promise<LaneAnswer> {
    faultPoint("tokens.after");
    const batch = inHand(this.#batch);
    const { hasQuietHours, now } = this.#engine;
    const recipients = await readRecipients(batch);
    const allowedFrom = hasQuietHours && !batch.ignoresQuietHours ? quietHoursAt(now()) : nobodyWaits;
    const composition = compose(batch, recipients, allowedFrom);
    this.#composition = composition;
    faultPoint("recipients.after");
    const { accepted, waitUntil } = composition;
    return { kind: "composed", people: accepted.length, weight: this.#weight(), waitUntil };
  }

  #weight(): number {
    return weightOf(inHand(this.#composition).accepted, this.#engine.plan);
  }

  /** The batch in hand is not called for: if it was to try for all, another one may. */
  #callNothing(): Promise<void> {
    return releaseProbe(this.#engine.plan, inHand(this.#batch).strikes);
  }

  async #commitIntent(): Promise<LaneAnswer> {
    faultPoint("attempt.beforeIntent");
    this.#intentAt = performance.now();
    const begun = await beginAttempt(inHand(this.#batch), inHand(this.#composition), this.#engine);
    if (begun === null) return { kind: "intent_refused" };
    this.#reference = begun.reference;
    this.#latestAt = latestOf(this.#intentAt, begun.leftMs);
    faultPoint("attempt.afterIntent");
    return { kind: "intent_committed" };
  }

  /** One call, or one for each recipient; none where sending was stopped after the intent. */
  async #call(): Promise<CallAnswer> {
    const { transport, sender, callbackUrl, now } = this.#engine;
    const outgoing = inHand(this.#composition?.outgoing ?? undefined);
    const expiry = expiryOf(inHand(this.#batch).expiresAt, now().getTime(), this.#engine);
    const batch = { ...outgoing, ...expiry, clientReference: this.#reference, from: sender, callbackUrl };
    if (transport.capabilities.outcomes === "recipient") {
      const outcomes = await this.#inTime((stop) => transport.sendEach(batch, { stop }));
      if (outcomes === null) return stoppedBefore;
      faultPoint("attempt.afterPost");
      return { kind: "each", outcomes: outcomes.map(({ outcome }) => outcome) };
    }
    const text = { ...batch, deliveryReport: "per_recipient_final" as const };
    const outcome = await this.#inTime((stop) => transport.sendBatch(text, { stop }));
    if (outcome === null) return stoppedBefore;
    departuresOf(this.#engine.plan).answered(inHand(this.#slot).at, performance.now());
    faultPoint("attempt.afterPost");
    return { kind: "call", outcome };
  }

  #inTime<T>(call: (stop: AbortSignal) => Promise<T>): Promise<T | null> {
    return callInTime(this.#intentAt, call, this.#latestAt);
  }

  /** The outcome is written down even if the database has to come back first. */
  async #record(answer: CallAnswer): Promise<LaneAnswer> {
    const batch = inHand(this.#batch);
    const { accepted, waitUntil } = inHand(this.#composition);
    const attempt: Attempt = { batch, reference: this.#reference, accepted, waitUntil };
    const after = await retryThroughOutage(() =>
      answer.kind === "each" ? recordEach(attempt, answer.outcomes) : recordOutcome(attempt, answer.outcome),
    );
    faultPoint("attempt.afterRecord");
    await reportOutcomes(answer.kind === "each" ? answer.outcomes : [answer.outcome], this.#engine.plan, batch.strikes);
    if (after.state !== "accepted") {
      log.warn("batch not accepted", { campaignId: batch.campaignId, batchId: batch.id, state: after.state });
    }
    return { kind: "recorded", after };
  }
}

const stoppedBefore: CallAnswer = {
  kind: "call",
  outcome: { kind: "not_sent", reason: "sending was stopped before the call, or it was too late" },
};

const done: LaneAnswer = { kind: "done" };

function inHand<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error("a lane has nothing in hand");
  return thing;
}

/** A lane does not wait for batches that are due later than this: the sweep wakes the lanes then. */
const longestWaitMs = 30_000;

/** Between two looks. Lanes come with the campaign, some 30 ms before its first people are listed. */
const restsMs = [20, 40, 80];
const lastRestMs = 100;

/**
 * The wait that is left; nothing where the campaign may not send. Seconds are subtracted, not instants: before Postgres 17 an
 * infinite one cannot be.
 */
const readWaiting = statement(
  {
    name: "what-a-lane-waits-for",
    params: { campaignId: int, plan: text },
    row: { expanding: known(bool, "IS NULL"), waitMs: nullable(double), pausedMs: nullable(double) },
  },
  ({ campaignId, plan }) => sql`
    SELECT c.expanded_at IS NULL AS expanding,
           (SELECT ((extract(epoch FROM min(b.next_attempt_at)) - extract(epoch FROM clock_timestamp())) * 1000)::float8
              FROM batch b
             WHERE b.campaign_id = c.id AND b.state = 'ready' AND ${mayFollowSql(sql`b.number`)}) AS "waitMs",
           (SELECT (broken_until - ${clockSql}) * 1000 FROM plan_limiter WHERE plan = ${plan}) AS "pausedMs"
      FROM campaign c
     WHERE c.id = ${campaignId} AND c.status IN ('preparing', 'sending') AND ${maySendSql} AND ${inTimeSql}`,
);
