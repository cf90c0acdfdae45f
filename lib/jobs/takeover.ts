import "server-only";
import type { PgBoss } from "pg-boss";
import { log } from "../log";
import { type AbandonedJob, findAbandoned } from "./presence";

/**
 * Returns a step that gives the jobs of dead workers back to the queue. A job has to be found twice: whoever lost its
 * connection for a moment, or all do since Postgres was restarted, has the time between two steps to come back.
 */
export function takeover(boss: PgBoss): () => Promise<void> {
  let suspects = new Set<string>();
  return async () => {
    const abandoned = await findAbandoned();
    const certain = abandoned.filter((job) => suspects.has(runOf(job)));
    suspects = new Set(abandoned.map(runOf));
    for (const job of certain) await giveBack(boss, job);
  };
}

function runOf({ id, retryCount }: AbandonedJob): string {
  return `${id} ${retryCount}`;
}

/** Fenced by pg-boss to this very run of the job: one that somebody took meanwhile is left alone. */
async function giveBack(boss: PgBoss, { id, name, retryCount }: AbandonedJob): Promise<void> {
  await boss.fail(name, [{ id, retryCount }], { message: "its worker died" });
  log.warn("job of a dead worker given back", { job: name, jobId: id });
}
