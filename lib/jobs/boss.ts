import "server-only";
import { type ConstructorOptions, PgBoss, systemClock } from "pg-boss";
import { cutSafely } from "../db/pool";
import { env } from "../env";
import { log } from "../log";
import { type JobName, jobNames } from "./contract";

/** pg-boss, and nothing of it leaves this folder. */

// One queued beside one active per key: a wake-up sent while a job is ending is never lost.
const policy = "stately";

const queueOptions = {
  notify: true,
  heartbeatSeconds: 10,
  // A lane at a low plan rate may rightly run for hours; a dead one is found by presence.ts, at the latest by its heartbeat.
  expireInSeconds: 23 * 3600,
  retryLimit: 1_000,
  retryDelay: 1,
  retryBackoff: true,
  // A death counts as a failure: whoever takes over must not wait for long.
  retryDelayMax: 5,
  deleteAfterSeconds: 3600,
} as const;

/**
 * pg-boss reckons the pauses of its pollers and timers from a clock. The wall clock may be set back by hours, and they
 * would pause as long; this one only goes forward.
 */
const steadyClock = { ...systemClock, now: () => performance.timeOrigin + performance.now() };

function makeBoss(options: Partial<ConstructorOptions>): PgBoss {
  const boss = new PgBoss({
    connectionString: env().DATABASE_URL,
    application_name: "tidings-jobs",
    clock: steadyClock,
    ...options,
  });
  boss.on("error", (error) => {
    log.warn("jobs: database away", { err: error });
  });
  return boss;
}

/** Creates or upgrades the queue's tables and queues. Safe to call twice, and by two processes at once. */
export async function installJobs(): Promise<void> {
  const boss = makeBoss({ supervise: false, schedule: false, max: 2 });
  await boss.start();
  for (const name of jobNames) await ensureQueue(boss, name);
  await boss.stop({ graceful: false });
}

async function ensureQueue(boss: PgBoss, name: JobName): Promise<void> {
  await boss.createQueue(name, { policy, ...queueOptions });
  // One that an earlier version made.
  await boss.updateQueue(name, queueOptions);
}

let client: Promise<PgBoss> | undefined;

/** For processes that only enqueue. */
export function clientBoss(): Promise<PgBoss> {
  client ??= start(makeBoss({ ...cutSafely, supervise: false, schedule: false, migrate: false, max: 2 })).catch(
    (error) => {
      client = undefined;
      throw error;
    },
  );
  return client;
}

export async function closeClientBoss(): Promise<void> {
  const open = await client?.catch(() => undefined);
  client = undefined;
  await open?.stop({ graceful: false });
}

/** For the worker: supervises, so that a dead worker's jobs are taken over within seconds. */
export function workerBoss(): Promise<PgBoss> {
  return start(
    makeBoss({
      ...cutSafely,
      useListenNotify: true,
      migrate: false,
      schedule: false,
      superviseIntervalSeconds: 1,
      monitorIntervalSeconds: 1,
      // Holds which keys are active; a stale one keeps a dead worker's jobs from being taken over.
      queueCacheIntervalSeconds: 1,
      max: 6,
    }),
  );
}

async function start(boss: PgBoss): Promise<PgBoss> {
  await boss.start();
  return boss;
}
