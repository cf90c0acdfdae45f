import "server-only";
import type { PgBoss } from "pg-boss";
import { sleep } from "../clock";
import { isPassing } from "../db/errors";
import { log } from "../log";
import { type JobInput, type JobName, jobKinds } from "./contract";
import type { Presence } from "./presence";

export type Handlers = { [Name in JobName]: (data: JobInput<Name>, signal: AbortSignal) => Promise<void> };

/** Runs the handlers on this process. `signal` asks them to end at the next safe point. */
export async function work(boss: PgBoss, handlers: Handlers, presence: Presence, signal: AbortSignal): Promise<void> {
  for (const name of Object.keys(handlers) as JobName[]) await workOn(boss, name, handlers[name], presence, signal);
}

// A job that was given back is announced to nobody: it is found by looking.
const polling = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 2 };

async function workOn<Name extends JobName>(
  boss: PgBoss,
  name: Name,
  handler: Handlers[Name],
  presence: Presence,
  signal: AbortSignal,
): Promise<void> {
  const { input, concurrency } = jobKinds[name];
  await boss.work<JobInput<Name>>(name, { ...polling, localConcurrency: concurrency }, async ([job]) => {
    if (!job) return;
    await presence.hold(job.id);
    try {
      const stop = AbortSignal.any([signal, job.signal]);
      const data = input.parse(job.data) as JobInput<Name>;
      await throughOutages(name, () => handler(data, stop), stop);
    } catch (error) {
      log.error("job failed, will be tried again", error, { job: name, jobId: job.id });
      throw error;
    } finally {
      await presence.release(job.id);
    }
  });
}

/**
 * A handler that failed because the database is away begins again as soon as it is back. The queue could not help: it
 * cannot be told that the job failed, and would wait for the heartbeat.
 */
async function throughOutages(name: JobName, run: () => Promise<void>, stop: AbortSignal): Promise<void> {
  for (let delayMs = 100; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    try {
      return await run();
    } catch (error) {
      if (stop.aborted || !isPassing(error)) throw error;
      log.warn("the database is away or busy, a job begins again", { job: name, retryInMs: delayMs });
      await sleep(delayMs, stop);
      if (stop.aborted) throw error;
    }
  }
}

/** So that work goes on well within 5 s after the database is back. */
const longestDelayMs = 1_000;

/**
 * Calls `step` again and again until the signal: at once while it reports work, else after a rest.
 * A failure is logged and tried again, so that a restart of the database needs no hand.
 */
export async function repeat(
  name: string,
  everySeconds: number,
  step: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const worked = await step().catch((error) => {
      log.error("recurring work failed, will be tried again", error, { work: name });
      return null;
    });
    const restMs = worked === null ? Math.min(everySeconds * 1_000, longestDelayMs) : everySeconds * 1_000;
    if (!worked) await sleep(restMs, signal);
  }
}
