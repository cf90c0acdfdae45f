import "server-only";
import type { PgBoss } from "pg-boss";
import { sleep } from "../clock";
import { log } from "../log";
import { type JobInput, type JobName, jobKinds } from "./contract";

export type Handlers = { [Name in JobName]: (data: JobInput<Name>, signal: AbortSignal) => Promise<void> };

/** Runs the handlers on this process. `signal` asks them to end at the next safe point. */
export async function work(boss: PgBoss, handlers: Handlers, signal: AbortSignal): Promise<void> {
  for (const name of Object.keys(handlers) as JobName[]) await workOn(boss, name, handlers[name], signal);
}

async function workOn<Name extends JobName>(
  boss: PgBoss,
  name: Name,
  handler: Handlers[Name],
  signal: AbortSignal,
): Promise<void> {
  const { input, concurrency } = jobKinds[name];
  const options = { localConcurrency: concurrency, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 };
  await boss.work<JobInput<Name>>(name, options, async ([job]) => {
    if (!job) return;
    try {
      const stop = AbortSignal.any([signal, job.signal]);
      await handler(input.parse(job.data) as JobInput<Name>, stop);
    } catch (error) {
      log.error("job failed, will be tried again", error, { job: name, jobId: job.id });
      throw error;
    }
  });
}

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
      return false;
    });
    if (!worked) await sleep(everySeconds * 1_000, signal);
  }
}
