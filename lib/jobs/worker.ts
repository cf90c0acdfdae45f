import "server-only";
import { randomUUID } from "node:crypto";
import type { PgBoss } from "pg-boss";
import { now } from "../clock";
import { Pulse } from "../control/pulse";
import { closePool } from "../db/pool";
import { env } from "../env";
import { checkImport } from "../imports/check";
import { mergeImport } from "../imports/merge";
import { sweepImports } from "../imports/sweep";
import { log } from "../log";
import { batchSizeOf } from "../sending/batch/weight";
import { sendDirectMessage } from "../sending/direct";
import { cancelCampaignBatches } from "../sending/ending/cancel";
import { recallCampaign } from "../sending/ending/recall";
import { skipTooLate } from "../sending/ending/too-late";
import { checkConnection } from "../sending/engine/check-connection";
import type { Engine } from "../sending/engine/engine";
import { makeEngine, withSettings } from "../sending/engine/make-engine";
import { registerCallbacks } from "../sending/engine/register-callbacks";
import { expandCampaign } from "../sending/expand/expand";
import { dispatchCampaign } from "../sending/lane/dispatch";
import { startScheduled } from "../sending/schedule";
import { sweepSending } from "../sending/sweep";
import { reconcileUnclear } from "../sending/unclear/reconcile";
import { applyCallbacks } from "../webhooks/apply";
import { startListener } from "../webhooks/listener";
import { keepPartitions } from "../webhooks/store";
import { clientBoss, closeClientBoss, workerBoss } from "./boss";
import { recurring } from "./contract";
import { Presence } from "./presence";
import { takeover } from "./takeover";
import { type Handlers, repeat, work } from "./work";

/** The worker process: all background work. Start as many as you like, on any machine that reaches the database. */

function handlersFor(engine: Engine): Handlers {
  return {
    "import.check": ({ importId }, signal) => checkImport(importId, signal),
    "import.merge": ({ importId }, signal) => mergeImport(importId, signal),
    "campaign.expand": async ({ campaignId }, signal) =>
      expandCampaign(campaignId, await batchSizeOf(campaignId, await withSettings(engine)), signal),
    "campaign.dispatch": async ({ campaignId, lane }, signal) =>
      dispatchCampaign(campaignId, await withSettings(engine), signal, lane),
    "campaign.cancel": async ({ campaignId }, signal) => {
      await cancelCampaignBatches(campaignId, signal);
      await recallCampaign(campaignId, engine, signal);
    },
    "campaign.expire": ({ campaignId }, signal) => skipTooLate(campaignId, signal),
    "connection.check": (_data, signal) => checkConnection(engine, signal),
    "message.direct": async ({ directMessageId }, signal) =>
      sendDirectMessage(directMessageId, await withSettings(engine), signal),
  };
}

function startRecurring(pulse: Pulse, engine: Engine, boss: PgBoss, signal: AbortSignal): Promise<void>[] {
  const idle = (step: () => Promise<unknown>) => () => step().then(() => false);
  return [
    repeat(
      "heartbeat",
      recurring.heartbeat.everySeconds,
      idle(() => pulse.beat()),
      signal,
    ),
    repeat("apply callbacks", recurring.applyCallbacks.everySeconds, applyCallbacks, signal),
    repeat("sweep", recurring.sweepSending.everySeconds, idle(sweepSending), signal),
    repeat("schedule", recurring.startScheduled.everySeconds, idle(startScheduled), signal),
    repeat("reconcile", recurring.reconcileUnclear.everySeconds, () => reconcileUnclear(engine, signal), signal),
    repeat(
      "imports",
      recurring.sweepImports.everySeconds,
      idle(() => sweepImports(now())),
      signal,
    ),
    repeat(
      "callback address",
      recurring.registerCallbacks.everySeconds,
      idle(() => registerCallbacks(signal)),
      signal,
    ),
    repeat("takeover", recurring.takeOverJobs.everySeconds, idle(takeover(boss)), signal),
    repeat("partitions", recurring.keepCallbackPartitions.everySeconds, idle(keepPartitions), signal),
  ];
}

async function main(): Promise<void> {
  const stopping = new AbortController();
  const leaving = new AbortController();
  const id = randomUUID();
  const pulse = new Pulse(id);
  // Before the first job: a restored copy must not send.
  await pulse.beat();
  const engine = await makeEngine();
  await clientBoss();
  const boss = await workerBoss();
  const presence = new Presence();
  const kept = presence.keep(leaving.signal);
  await work(boss, handlersFor(engine), presence, stopping.signal);
  const loops = startRecurring(pulse, engine, boss, stopping.signal);
  const { INGEST_PORT, SINCH_WEBHOOK_SECRET, SINCH_WEBHOOK_KEY } = env();
  const listener = INGEST_PORT
    ? await startListener(INGEST_PORT, { hmacSecret: SINCH_WEBHOOK_SECRET, pathKey: SINCH_WEBHOOK_KEY })
    : null;
  log.info("worker is running", { workerId: id, pid: process.pid });

  const stop = async () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    listener?.close();
    await boss.stop({ graceful: true, timeout: 3_000 }).catch(() => undefined);
    await Promise.race([Promise.all(loops), new Promise((resolve) => setTimeout(resolve, 1_000))]);
    await pulse.end().catch(() => undefined);
    await closeClientBoss();
    await engine.transport.close();
    leaving.abort();
    await kept;
    await closePool();
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error) => {
  log.error("worker could not start", error);
  process.exit(1);
});
