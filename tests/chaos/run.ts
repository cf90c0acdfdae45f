import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readCoverage } from "./coverage.ts";
import type { ChaosDatabase } from "./database.ts";
import { answerQuestions } from "./decisions.ts";
import { drain } from "./drain.ts";
import { inject } from "./inject.ts";
import { examine } from "./invariants.ts";
import { count, emptyNotes } from "./notes.ts";
import { nothingPending, readPending } from "./open-work.ts";
import type { Ending } from "./patience.ts";
import { addPeople, launch, setRules } from "./people.ts";
import { type Plan, planOf } from "./plan.ts";
import { createDice, type Dice } from "./random.ts";
import { recoveriesOf } from "./recovery.ts";
import type { RunResult } from "./run-result.ts";
import { type SinchSide, startSinchSide } from "./sinch-side.ts";
import { isFailed } from "./verdict.ts";
import { workerEnvironment } from "./worker-process.ts";
import { startWorkers } from "./workers.ts";
import { type World, wait } from "./world.ts";

export async function runSeed(seed: number, database: ChaosDatabase): Promise<RunResult> {
  const startedAt = performance.now();
  const plan = planOf(seed);
  const world = await setUp(plan, database);
  try {
    await launchAll(world);
    await injectAll(world);
    const ending = await drain(world);
    const findings = await examineAfter(ending, world);
    for (const point of world.workers.firedPoints) count(world.notes, `at ${point.split(":")[0]}`);
    const recoveriesMs = await recoveriesOf(world);
    const coverage = await readCoverage(world);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    if (!isFailed({ ...findings, ending })) await removeLogs(database, seed);
    const { faults } = world.notes;
    return { seed, people: plan.people, seconds, faults, ending, ...findings, recoveriesMs, coverage };
  } finally {
    await tearDown(world);
  }
}

/** A run on the move stops before it is examined: the checks compare several tables. */
async function examineAfter(ending: Ending, world: World) {
  if (ending.kind !== "moving") return examine(world, nothingPending);
  await world.workers.stop();
  return examine(world, await readPending(world));
}

async function setUp(plan: Plan, database: ChaosDatabase): Promise<World> {
  await database.renew();
  const dice = createDice(plan.seed + 1_000_003);
  const intended = await addPeople(database, plan, dice);
  await setRules(plan);
  const { transport, seed } = plan;
  const sinch = await startSinchSide({ transport, seed, messagesPerSecond: 1_000_000 });
  const workers = await startPlannedWorkers({ plan, database, sinch, dice });
  sinch.deliverTo(() => workers.ingestPort());
  return { plan, dice, database, ...sinch, workers, campaigns: [], intended, notes: emptyNotes() };
}

type Parts = { plan: Plan; database: ChaosDatabase; sinch: SinchSide; dice: Dice };

function startPlannedWorkers({ plan, database, sinch, dice }: Parts): Promise<World["workers"]> {
  return startWorkers({
    count: plan.workers,
    logFolder: logsOf(database, plan.seed),
    faults: plan.faultPoints,
    clock: plan.clock,
    restartMs: () => dice.between(200, 1_500),
    // A freeze outlasts the lease of a claim, and now and then the lease of a call as well.
    frozenMs: () => (dice.chance(0.2) ? 50_000 : dice.between(11_000, 15_000)),
    env: workerEnvironment({ ...plan, ...sinch, database }),
  });
}

async function launchAll({ plan, database, campaigns }: World): Promise<void> {
  for (const campaign of plan.campaigns) {
    await wait(campaign.afterMs);
    campaigns.push(await launch(database, campaign));
  }
}

async function injectAll(world: World): Promise<void> {
  for (const fault of world.plan.faults) {
    await wait(fault.afterMs);
    await inject(fault, world);
    await answerQuestions(world);
  }
}

async function tearDown({ workers, close, notes }: World): Promise<void> {
  await Promise.allSettled(notes.pending);
  await workers.stop();
  await close();
}

function logsOf(database: ChaosDatabase, seed: number): string {
  return join(database.logs, String(seed));
}

function removeLogs(database: ChaosDatabase, seed: number): Promise<void> {
  return rm(logsOf(database, seed), { recursive: true, force: true });
}
