import "server-only";
import { fromPrisma } from "pg-boss";
import type { Executor } from "../db/statement";
import { clientBoss } from "./boss";
import { type JobInput, type JobName, jobKinds } from "./contract";

/**
 * Enqueues in the caller's transaction, of pg or of Prisma: the job exists exactly if the transaction commits.
 * A second job of the same key that is not started yet adds nothing.
 */
export function enqueue<Name extends JobName>(tx: Executor, name: Name, data: JobInput<Name>): Promise<void> {
  return enqueueAll(tx, name, [data]);
}

/** The same for several jobs of a kind, in one statement. */
export async function enqueueAll<Name extends JobName>(
  tx: Executor,
  name: Name,
  inputs: readonly JobInput<Name>[],
): Promise<void> {
  const boss = await clientBoss();
  const { key } = jobKinds[name] as { key: (data: JobInput<Name>) => string };
  const jobs = inputs.map((data) => ({ data, singletonKey: key(data) }));
  await boss.insert(name, jobs, { db: databaseOf(tx) });
}

function databaseOf(tx: Executor) {
  if (!("query" in tx)) return fromPrisma(tx);
  return { executeSql: (text: string, values?: unknown[]) => tx.query(text, values as unknown[]) };
}
