import "server-only";
import pg from "pg";
import { sleep } from "../clock";
import { holdJob, isHeldSql, letGoOfJob } from "../db/locks";
import { cutSafely, pool } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { int, text, uuid } from "../db/types";
import { env } from "../env";
import { log } from "../log";

/**
 * Tells the jobs of a dead worker from long ones, without waiting for a heartbeat: as long as a process runs a job it
 * holds a lock under the job's id, on a connection kept for that. When it dies the connection ends, and its locks at once.
 * Behind a broken cable the connection seems to live on; then the heartbeat tells others, some seconds later, and the process
 * itself takes another connection as soon as an answer is missing.
 * A mistake does no harm, since every handler may be run twice.
 */
export class Presence {
  readonly #held = new Set<string>();
  #client: pg.Client | null = null;
  #giveUp: () => void = () => undefined;
  /** One statement after the other: they share a connection. */
  #last: Promise<unknown> = Promise.resolve();

  /** Keeps the connection until the signal. After an outage all locks are taken again at once. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#beConnected(signal).catch((error) => log.warn("jobs: presence lost", { err: error }));
      await sleep(reconnectMs, signal);
    }
  }

  async hold(jobId: string): Promise<void> {
    this.#held.add(jobId);
    await this.#say(holdJob, jobId);
  }

  async release(jobId: string): Promise<void> {
    this.#held.delete(jobId);
    await this.#say(letGoOfJob, jobId);
  }

  async #beConnected(signal: AbortSignal): Promise<void> {
    const client = new pg.Client({
      connectionString: env().DATABASE_URL,
      application_name: "tidings-presence",
      ...cutSafely,
      query_timeout: answerMs,
    });
    const gone = new Promise<void>((resolve) => {
      this.#giveUp = resolve;
      client.once("end", resolve);
      client.on("error", () => resolve());
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    try {
      await client.connect();
      const taken: string[] = [];
      for (const jobId of this.#held) {
        await holdJob.run(client, { jobId });
        taken.push(jobId);
      }
      this.#client = client;
      // Whose job ended while its lock was taken.
      for (const jobId of taken) if (!this.#held.has(jobId)) await this.#say(letGoOfJob, jobId);
      await gone;
    } finally {
      this.#client = null;
      client.end().catch(() => undefined);
    }
  }

  /** A lock that could not be taken now is taken with the next connection. */
  async #say(word: typeof holdJob | typeof letGoOfJob, jobId: string): Promise<void> {
    const said = this.#last.then(() => this.#client && word.run(this.#client, { jobId })).catch(() => this.#giveUp());
    this.#last = said;
    await said;
  }
}

const reconnectMs = 100;

/** Nobody waits for these locks, so an answer takes no longer than its way. */
const answerMs = 5_000;

export type AbandonedJob = { id: string; name: string; retryCount: number };

/** Marked active, and no worker is present for it. One that was only just fetched is not held yet. */
export function findAbandoned(): Promise<AbandonedJob[]> {
  return abandonedJobs.rows(pool());
}

const abandonedJobs = statement(
  { name: "abandoned-jobs", prepared: true, row: { id: uuid, name: text, retryCount: int } },
  () => sql`
    SELECT id, name, retry_count AS "retryCount" FROM pgboss.job
     WHERE state = 'active' AND started_on < clock_timestamp() - interval '2 seconds' AND NOT ${isHeldSql(sql`id`)}`,
);
