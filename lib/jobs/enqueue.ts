import "server-only";
import type { Sql } from "../db/pool";
import { clientBoss } from "./boss";
import { type JobInput, type JobName, jobKinds } from "./contract";

/**
 * Enqueues in the caller's transaction: the job exists exactly if the transaction commits.
 * A second job of the same key that is not started yet adds nothing.
 */
export function enqueue<Name extends JobName>(tx: Sql, name: Name, data: JobInput<Name>): Promise<void> {
  return enqueueAll(tx, name, [data]);
}

/** The same for several jobs of a kind, in one statement. */
export async function enqueueAll<Name extends JobName>(
  tx: Sql,
  name: Name,
  inputs: readonly JobInput<Name>[],
): Promise<void> {
  const boss = await clientBoss();
  const { key } = jobKinds[name] as { key: (data: JobInput<Name>) => string };
  const jobs = inputs.map((data) => ({ data, singletonKey: key(data) }));
  await boss.insert(name, jobs, { db: { executeSql: (text, values) => tx.query(text, values as unknown[]) } });
}
