import fc from "fast-check";
import { cancelBatches, reconcile, report, sweep } from "./chores.ts";
import { checkAlways, checkAtRest } from "./invariants.ts";
import { keptSequences } from "./kept.ts";
import type { Sequence } from "./sequence.ts";
import { newSinch, type Sinch } from "./sinch.ts";
import { newWorker, type Worker, work } from "./worker.ts";
import { type Core, newWorld, realCore, type World } from "./world.ts";

const mostEvents = 60;
const firstMorning = 60_000;
const whimsOf = 32_768;

export const anySequence: fc.Arbitrary<Sequence> = fc.record({
  workers: fc.integer({ min: 1, max: 3 }),
  batches: fc.integer({ min: 1, max: 2 }),
  people: fc.integer({ min: 1, max: 3 }),
  isPerRecipient: fc.boolean(),
  quiet: fc.nat(63),
  events: fc.array(fc.nat(64 * whimsOf - 1), { maxLength: mostEvents, size: "max" }),
});

export function runSequence(sequence: Sequence, core: Core = realCore, trace: string[] | null = null): void {
  const world = newWorld(core, sequence, trace);
  const sinch = newSinch(sequence.isPerRecipient);
  const workers = Array.from({ length: sequence.workers }, newWorker);
  for (const person of world.people) if ((sequence.quiet >> person.id) & 1) person.quietUntil = firstMorning;
  for (const event of sequence.events) {
    happen(world, sinch, workers, event % 64, Math.floor(event / 64));
    checkAlways(world, workers);
  }
  calmDown(world, sinch, workers);
  checkAtRest(world);
}

/** Most of the time somebody works, up to eight effects in a row. */
function happen(world: World, sinch: Sinch, workers: Worker[], kind: number, whims: number): void {
  world.now += 1;
  const worker = workers[whims % workers.length] ?? newWorker();
  const choice = Math.floor(whims / workers.length);
  const person = world.people[choice % world.people.length];
  world.trace?.push(`${world.now} event ${kind}, ${choice}`);
  if (kind < 40) keepWorking(world, sinch, workers, worker, choice);
  else if (kind < 44) world.now += [1_000, 11_000, 46_000, 60_000][kind - 40] ?? 0;
  else if (kind < 46) workers[workers.indexOf(worker)] = newWorker();
  else if (kind < 49) sweep(world);
  else if (kind < 52) report(world, sinch, choice);
  else if (kind < 54) reconcile(world, sinch);
  else if (kind === 54) world.campaign = world.campaign === "sending" ? "paused" : world.campaign;
  else if (kind < 57) world.campaign = world.campaign === "paused" ? "sending" : world.campaign;
  else if (kind === 57) cancel(world, choice);
  else if (kind === 58) world.isStopped = !world.isStopped;
  else if (kind < 62 && person) person.optedOutAt ??= world.now;
  else if (kind === 62 && person) person.quietUntil = world.now + 20_000 * (1 + (choice % 4));
  else if (kind === 63) worker.isStopping = true;
}

/** Seldom, since little happens afterwards. */
function cancel(world: World, choice: number): void {
  if (choice % 4 === 0 && world.campaign !== "sent") world.campaign = "canceled";
  cancelBatches(world);
}

function keepWorking(world: World, sinch: Sinch, workers: Worker[], worker: Worker, choice: number): void {
  for (let effects = choice % 8; effects >= 0; effects--) {
    work(world, sinch, worker, choice >> 3);
    checkAlways(world, workers);
    world.now += 1;
  }
}

const longestCalm = 400;

/** Nobody dies any more, Sinch has a good day, and time goes by. */
function calmDown(world: World, sinch: Sinch, workers: Worker[]): void {
  world.isStopped = false;
  world.trace?.push(`${world.now} calm`);
  for (let round = 0; round < longestCalm; round++) {
    if (world.campaign === "paused") world.campaign = "sending";
    for (const worker of workers) {
      work(world, sinch, worker, 0);
      checkAlways(world, workers);
    }
    if (round % 20 < 19) continue;
    world.now += 100_000;
    sweep(world);
    cancelBatches(world);
    reconcile(world, sinch);
    checkAlways(world, workers);
    if (isAtRest(world, sinch, workers)) return;
  }
}

function isAtRest(world: World, sinch: Sinch, workers: Worker[]): boolean {
  const isOpen = world.batches.some(({ row }) => ["ready", "claimed", "sending"].includes(row.state));
  const isListed = [...sinch.accepted.values()].every(({ listedAt }) => listedAt <= world.now);
  const isOver = workers.every(({ lane }) => lane.phase.is === "over" || lane.phase.is === "waiting_for_batches");
  return !isOpen && isListed && isOver;
}

/** What happened, line by line: for whoever reads a counterexample. */
export function storyOf(sequence: Sequence, core: Core = realCore): string {
  const trace: string[] = [];
  try {
    runSequence(sequence, core, trace);
    trace.push("and all was well");
  } catch (error) {
    trace.push(String(error));
  }
  return trace.join("\n");
}

export type ModelResult = { sequences: number; seconds: number; failure: string | null };

/** As many sequences as asked for; the first that fails, as small as it gets, with its story. */
export function runModel(sequences: number, seed: number, core: Core = realCore): ModelResult {
  const startedAt = performance.now();
  const details = fc.check(
    fc.property(anySequence, (sequence) => runSequence(sequence, core)),
    { numRuns: sequences, seed, examples: keptSequences.map((sequence) => [sequence]) },
  );
  const [smallest] = details.counterexample ?? [];
  return {
    sequences: details.numRuns,
    seconds: Math.round(performance.now() - startedAt) / 1_000,
    failure: smallest ? `seed ${seed}, ${JSON.stringify(smallest)}\n${storyOf(smallest, core)}` : null,
  };
}
