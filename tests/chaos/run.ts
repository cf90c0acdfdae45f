import { rm } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "@/lib/simulator";
import { testEnvironment } from "../support/environment.ts";
import { type Coverage, readCoverage } from "./coverage.ts";
import type { ChaosDatabase } from "./database.ts";
import { answerQuestions } from "./decisions.ts";
import { drain } from "./drain.ts";
import { inject } from "./inject.ts";
import { examine } from "./invariants.ts";
import { count, emptyNotes } from "./notes.ts";
import { addPeople, launch, setRules } from "./people.ts";
import { type Plan, planOf } from "./plan.ts";
import { startProxy } from "./proxy.ts";
import { createDice } from "./random.ts";
import { recoveriesOf } from "./recovery.ts";
import { startWorkers, workerEnvironment } from "./workers.ts";
import { type World, wait } from "./world.ts";

/** One seed from launch to the last check. */
export type RunResult = {
  seed: number;
  people: number;
  seconds: number;
  faults: Record<string, number>;
  duplicates: number;
  decidedTwice: number;
  lost: number;
  /** In words. */
  unexplained: string[];
  recoveriesMs: number[];
  /** The most that Sinch took within a second, as a share of the plan's rate; null where it was not looked at strictly, see rate-check.ts. */
  fullestSecond: number | null;
  coverage: Coverage;
};

export async function runSeed(seed: number, database: ChaosDatabase): Promise<RunResult> {
  const startedAt = performance.now();
  const plan = planOf(seed);
  const world = await setUp(plan, database);
  try {
    await launchAll(world);
    for (const fault of plan.faults) {
      await wait(fault.afterMs);
      await inject(fault, world);
      await answerQuestions(world);
    }
    const moving = await drain(world);
    const { fullestSecond, ...findings } = await examine(world);
    if (moving.length > 0) findings.unexplained.push(`still moving: ${moving.join(", ")}`);
    for (const point of world.workers.firedPoints) count(world.notes, `at ${point.split(":")[0]}`);
    const recoveriesMs = await recoveriesOf(world);
    if (findings.unexplained.length + findings.duplicates + findings.lost === 0) await forgetLogs(database, seed);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    const { people } = plan;
    const { faults } = world.notes;
    return {
      seed,
      people,
      seconds,
      faults,
      ...findings,
      recoveriesMs,
      fullestSecond,
      coverage: await readCoverage(world),
    };
  } finally {
    await tearDown(world);
  }
}

async function setUp(plan: Plan, database: ChaosDatabase): Promise<World> {
  await database.renew();
  const dice = createDice(plan.seed + 1_000_003);
  const intended = await addPeople(database, plan, dice);
  await setRules(plan);
  const notes = emptyNotes();
  let ingest: () => number | null = () => null;
  const callbacks = await startProxy(() => ingest());
  const address = `http://127.0.0.1:${callbacks.port}`;
  const simulator = await startSimulator({
    port: 0,
    messagesPerSecond: 1_000_000,
    delays: { minMs: 0, maxMs: 30_000 },
    timeScale: 0.01,
    seed: plan.seed,
    webhookSecret: testEnvironment.SINCH_WEBHOOK_SECRET,
    inboundUrl: `${address}/api/webhooks/inbound`,
    ...(plan.transport === "conversation" ? { conversationUrl: `${address}/api/webhooks/conversation` } : {}),
  });
  const toSinch = await startProxy(() => simulator.port);
  const workers = await startWorkers({
    count: plan.workers,
    logFolder: logsOf(database, plan.seed),
    faults: plan.faultPoints,
    clock: plan.clock,
    restartMs: () => dice.between(200, 1_500),
    // Beyond the lease of a claim; now and then beyond that of a call as well.
    frozenMs: () => (dice.chance(0.2) ? 50_000 : dice.between(11_000, 15_000)),
    env: workerEnvironment({ ...plan, database, callbacks, toSinch }),
  });
  ingest = () => workers.ingestPort();
  return { plan, dice, database, simulator, toSinch, callbacks, workers, campaigns: [], intended, notes };
}

async function launchAll({ plan, database, campaigns }: World): Promise<void> {
  for (const campaign of plan.campaigns) {
    await wait(campaign.afterMs);
    campaigns.push(await launch(database, campaign));
  }
}

async function tearDown({ workers, simulator, toSinch, callbacks, notes }: World): Promise<void> {
  await Promise.allSettled(notes.pending);
  await workers.stop();
  await simulator.close();
  await toSinch.close();
  await callbacks.close();
}

function logsOf(database: ChaosDatabase, seed: number): string {
  return join(database.home, "logs", String(seed));
}

function forgetLogs(database: ChaosDatabase, seed: number): Promise<void> {
  return rm(logsOf(database, seed), { recursive: true, force: true });
}
