import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { finishCampaign } from "@/lib/campaigns/outcome";
import { inTransaction } from "@/lib/db/transaction";
import { type Composition, compose } from "@/lib/sending/batch/compose";
import { readRecipients } from "@/lib/sending/batch/recipients";
import type { LaneEffect } from "@/lib/sending/core/lane-protocol";
import { cancelCampaignBatches } from "@/lib/sending/ending/cancel";
import { skipTooLate } from "@/lib/sending/ending/too-late";
import { expandCampaign } from "@/lib/sending/expand/expand";
import { beginAttempt, recordEach, recordOutcome, recordSkips } from "@/lib/sending/lane/attempt";
import type { ClaimedBatch } from "@/lib/sending/lane/claim";
import { claimBatch, releaseBatch, renewClaim } from "@/lib/sending/lane/claim";
import { batchTransitions } from "@/lib/sending/rules";
import { sweepSending } from "@/lib/sending/sweep";
import { createTransport } from "@/lib/sinch";
import { applyBatchReports } from "@/lib/webhooks/batch-reports";
import { createTestDatabase } from "../../../support/database.ts";
import { putStatus } from "../../../support/put-status.ts";
import { addLaunchedCampaign, addSubscribers, startRig } from "../../../support/rig.ts";
import { closeBatches, report, sweep } from "../../../unit/sending/core/model/chores.ts";
import { newSinch, type Sinch } from "../../../unit/sending/core/model/sinch.ts";
import { isOpen, newWorker, startAnew, type Worker, work } from "../../../unit/sending/core/model/worker.ts";
import { newWorld, realCore, type World } from "../../../unit/sending/core/model/world.ts";

/**
 * The statements of lib/sending and the core side by side: the model's workers run a real campaign, every effect is performed by
 * the real functions on a real database and by the model, and both must have made the same of the batch and its people.
 */
const database = await createTestDatabase();
const rig = await startRig({ callbacks: false });
const never = new AbortController().signal;
const phones = ["+12012000001", "+12012000002", "+12012000003"];
const conversation = createTransport({
  kind: "conversation",
  projectId: "p",
  appId: "a",
  accessKey: { keyId: "k", keySecret: "s" },
  baseUrl: rig.simulator.url,
  authUrl: rig.simulator.url,
});

afterAll(() => conversation.close());

beforeAll(async () => {
  await addSubscribers(
    database,
    phones.map((phone) => ({ phone })),
  );
});

/** The batch that a real worker works on. */
type Hand = { batch?: ClaimedBatch | null; composition?: Composition; reference?: string };

type Pair = {
  campaignId: number;
  world: World;
  sinch: Sinch;
  workers: { model: Worker; hand: Hand }[];
  /** By how many milliseconds the model's clock is ahead of the database's. */
  ahead: number;
};

async function newPair(isPerRecipient: boolean): Promise<Pair> {
  await database.query(
    "TRUNCATE suppression, campaign, campaign_counter, message, message_exception, batch, batch_attempt",
  );
  await database.query("UPDATE sending_control SET stopped_at = NULL");
  const campaignId = await addLaunchedCampaign(database, "Doors open at 5");
  await expandCampaign(campaignId, 10, never);
  const world = newWorld(realCore, { batches: 1, people: phones.length });
  const workers = [0, 1].map(() => ({ model: newWorker(), hand: {} }));
  return { campaignId, world, sinch: newSinch(isPerRecipient), workers, ahead: 0 };
}

async function databaseNow(): Promise<number> {
  const { rows } = await database.query<{ ms: number }>(
    "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms",
  );
  return rows[0]?.ms ?? 0;
}

/** Both clocks go on: the model's by itself, the database's by moving what waits into the past. */
async function goOn(pair: Pair, ms: number): Promise<void> {
  await database.query(
    `UPDATE batch SET lease_until = lease_until - make_interval(secs => $1),
                      next_attempt_at = next_attempt_at - make_interval(secs => $1)`,
    [ms / 1_000],
  );
  pair.ahead += ms;
}

async function workBoth(pair: Pair, index: number, whims: number): Promise<void> {
  const worker = pair.workers[index % pair.workers.length];
  if (!worker) return;
  pair.world.now = (await databaseNow()) + pair.ahead;
  startAnew(pair.world, worker.model);
  const [effect] = worker.model.effects;
  const before = pair.world.now;
  // On the database's clock, which may have been moved since the people were read.
  const { composition } = worker.hand;
  if (composition) composition.waitUntil = earlier(worker.model.hand?.waitUntil ?? null, pair.ahead);
  if (effect) await performReal(pair, worker.hand, effect);
  work(pair.world, pair.sinch, worker.model, whims);
  if (pair.world.now > before) await goOn(pair, pair.world.now - before);
}

/** The statements that were compared: effects of a lane by their kind, and the ways in which batches were closed. */
const performed = new Set<LaneEffect["kind"] | "canceled" | "skipped">();

async function performReal(pair: Pair, hand: Hand, effect: LaneEffect): Promise<void> {
  performed.add(effect.kind);
  const { campaignId, world, ahead, sinch } = pair;
  if (effect.kind === "claim") {
    // The breaker is about the plan, not about the batch.
    await database.query("DELETE FROM plan_limiter");
    hand.batch = await claimBatch(campaignId, rig.engine.plan);
    delete hand.composition;
  }
  const { batch, composition, reference = "" } = hand;
  if (effect.kind === "pause_campaign")
    await putStatus(database, "paused", { where: `id = ${campaignId} AND status = 'sending'` });
  if (effect.kind === "finish_campaign") await finishCampaign(campaignId);
  if (!batch) return;
  if (effect.kind === "renew") await renewClaim(batch);
  if (effect.kind === "give_back") await releaseBatch(batch, earlier(effect.waitUntil, ahead));
  if (effect.kind === "compose") {
    const isQuietTill = (phone: string) => world.people[phones.indexOf(phone)]?.quietUntil ?? 0;
    hand.composition = compose(batch, await readRecipients(batch), ({ phone }) => {
      const until = isQuietTill(phone);
      return until > world.now ? new Date(until - ahead) : null;
    });
  }
  if (!composition) return;
  if (effect.kind === "record_skips") await recordSkips(batch, composition.skipped, effect.nobodyLeft);
  if (effect.kind === "commit_intent") {
    const transport = sinch.isPerRecipient ? conversation : rig.engine.transport;
    hand.reference = (await beginAttempt(batch, composition, { ...rig.engine, transport }))?.reference ?? "";
  }
  if (effect.kind === "record") {
    const attempt = { batch, reference, accepted: composition.accepted, waitUntil: composition.waitUntil };
    if (effect.answer.kind === "each") await recordEach(attempt, effect.answer.outcomes);
    else await recordOutcome(attempt, effect.answer.outcome);
  }
}

const earlier = (moment: Date | null, ms: number) => (moment === null ? null : new Date(moment.getTime() - ms));

async function sweepBoth(pair: Pair): Promise<void> {
  await sweepSending();
  sweep(pair.world);
  if (pair.world.campaign === "sending" && !pair.world.batches.some(isOpen)) pair.world.campaign = "sent";
}

async function leaseOver(pair: Pair, ms: number): Promise<void> {
  await goOn(pair, ms);
  pair.world.now = (await databaseNow()) + pair.ahead;
  await sweepBoth(pair);
}

function tellToStop({ workers }: Pair, whims: number): void {
  const worker = workers[whims % workers.length];
  if (worker) worker.model.isStopping = true;
}

async function reportBoth(pair: Pair, index: number): Promise<void> {
  const next = pair.sinch.reports[index % Math.max(1, pair.sinch.reports.length)];
  if (!next) return;
  const [, number] = next.reference.split(".");
  await inTransaction((tx) =>
    applyBatchReports(tx, [
      {
        clientReference: `c.${rig.engine.installation}.${pair.campaignId}.1.${number}`,
        providerBatchId: "P",
        phone: phones[next.person.id] ?? "",
        status: index % 2 ? 30 : 31,
        code: 0,
      },
    ]),
  );
  report(pair.world, pair.sinch, index);
}

/** One of them, or all. */
async function optOutBoth(pair: Pair, whims: number): Promise<void> {
  const all = pair.world.people.map(({ id }) => id);
  for (const index of whims % 4 ? all : [whims]) await optOut(pair, index);
}

async function optOut(pair: Pair, index: number): Promise<void> {
  const person = pair.world.people[index % phones.length];
  if (!person || person.optedOutAt !== null) return;
  await database.query("INSERT INTO suppression (phone, source) VALUES ($1, 'keyword')", [phones[person.id]]);
  person.optedOutAt = pair.world.now;
}

async function stopBoth(pair: Pair): Promise<void> {
  pair.world.isStopped = !pair.world.isStopped;
  const { isStopped } = pair.world;
  await database.query("UPDATE sending_control SET stopped_at = CASE WHEN $1 THEN now() END", [isStopped]);
}

async function pauseBoth(pair: Pair): Promise<void> {
  const { world, campaignId } = pair;
  if (world.campaign !== "sending" && world.campaign !== "paused") return;
  world.campaign = world.campaign === "paused" ? "sending" : "paused";
  await putStatus(database, world.campaign, { where: `id = ${campaignId}` });
}

/** Canceled, or its last moment is over, which counts where it runs. The jobs wait for calls under way; here there must be none. */
async function closeBoth({ world, campaignId }: Pair, as: "canceled" | "skipped"): Promise<void> {
  const isCalling = world.batches.some(({ row }) => row.state === "claimed" || row.state === "sending");
  if (isCalling || world.campaign === "sent" || (as === "skipped" && world.campaign !== "sending")) return;
  const change = as === "canceled" ? "status = 'canceled'" : "expires_at = now()";
  await database.query(`UPDATE campaign SET ${change} WHERE id = $1`, [campaignId]);
  if (as === "canceled") await cancelCampaignBatches(campaignId, never);
  else await skipTooLate(campaignId, never);
  performed.add(as);
  closeBatches(world, as);
  world.campaign = as === "canceled" ? "canceled" : "sent";
}

async function happen(pair: Pair, event: number): Promise<void> {
  const kind = event % 32;
  const whims = Math.floor(event / 32);
  pair.world.now = (await databaseNow()) + pair.ahead;
  if (kind < 18) for (let effects = whims % 6; effects >= 0; effects--) await workBoth(pair, whims >> 3, whims >> 4);
  else if (kind < 20) await goOn(pair, kind === 18 ? 1_000 : 60_000);
  else if (kind < 24) await leaseOver(pair, kind < 22 ? 11_000 : 46_000);
  else if (kind < 26) await reportBoth(pair, whims);
  else if (kind === 26) await pauseBoth(pair);
  else if (kind === 27 && whims % 3 === 0) await stopBoth(pair);
  else if (kind === 28) await optOutBoth(pair, whims);
  else if (kind === 29) setQuiet(pair, whims);
  else if (kind === 27) tellToStop(pair, whims);
  else if (kind === 30) pair.workers[whims % 2] = { model: newWorker(), hand: {} };
  else if (kind === 31) await closeBoth(pair, whims % 2 ? "skipped" : "canceled");
}

function setQuiet({ world }: Pair, whims: number): void {
  const person = world.people[whims % phones.length];
  if (person) person.quietUntil = world.now + 90_000;
}

const batchSql = `
  SELECT state, epoch, attempts, wait_reason AS "waitReason", (extract(epoch FROM lease_until) * 1000)::float8 AS "leaseUntil",
         (extract(epoch FROM next_attempt_at) * 1000)::float8 AS "nextAttemptAt"
    FROM batch WHERE campaign_id = $1`;

/** The same but for the moments, which may differ by as long as the statements took. */
async function compare(pair: Pair): Promise<void> {
  const { world, ahead, campaignId } = pair;
  const real = (await database.query(batchSql, [campaignId])).rows[0];
  const model = world.batches[0]?.row;
  if (!real || !model) throw new Error("no batch");
  const { leaseUntil, nextAttemptAt, ...exact } = model;
  expect({ state: real.state, epoch: real.epoch, attempts: real.attempts, waitReason: real.waitReason }).toEqual(exact);
  expect(real.leaseUntil === null).toBe(leaseUntil === null);
  if (leaseUntil !== null) expect(Math.abs(real.leaseUntil + ahead - leaseUntil)).toBeLessThan(tolerance);
  const isWaiting = model.state === "ready" && nextAttemptAt > world.now;
  if (isWaiting) expect(Math.abs(real.nextAttemptAt + ahead - nextAttemptAt)).toBeLessThan(tolerance);
  const people = await database.query("SELECT status FROM message WHERE campaign_id = $1 ORDER BY seq", [campaignId]);
  expect(people.rows.map((row) => row.status)).toEqual(world.people.map((person) => person.status));
  const outcomes = await database.query("SELECT outcome FROM batch_attempt ORDER BY number");
  expect(outcomes.rows.map((row) => row.outcome)).toEqual(world.batches[0]?.attempts.map((attempt) => attempt.outcome));
}

const tolerance = 900;

function isOver({ world, sinch }: Pair): boolean {
  const state = world.batches[0]?.row.state ?? "ready";
  return batchTransitions[state].length === 0 && sinch.reports.length === 0;
}

test("the statements decide what the core decides", async () => {
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(fc.nat(32 * 4_096 - 1), { minLength: 15, maxLength: 40, size: "max" }),
      async (isPerRecipient, events) => {
        const pair = await newPair(isPerRecipient);
        for (const event of events) {
          await happen(pair, event);
          await compare(pair);
          reached.add(pair.world.batches[0]?.row.state ?? "");
          if (isOver(pair)) return;
        }
      },
    ),
    { numRuns: 48, seed: 28, endOnFailure: true },
  );
  // Nothing is compared where nothing happens: each statement that stands for a rule of the core was performed.
  expect([...performed]).toEqual(
    expect.arrayContaining(["claim", "renew", "give_back", "commit_intent", "record", "canceled", "skipped"]),
  );
  expect([...reached].sort()).toEqual(
    ["accepted", "canceled", "claimed", "empty", "ready", "rejected", "sending", "unclear"].sort(),
  );
}, 240_000);
