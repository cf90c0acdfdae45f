import "server-only";
import type { Sql } from "../db/pool";
import { clientBoss } from "./boss";
import { type JobInput, type JobName, jobKinds } from "./contract";

/**
 * Enqueues in the caller's transaction: the job exists exactly if the transaction commits.
 * A second job of the same key that is not started yet adds nothing.
 */
export async function enqueue<Name extends JobName>(tx: Sql, name: Name, data: JobInput<Name>): Promise<void> {
  const boss = await clientBoss();
  const { key } = jobKinds[name] as { key: (data: JobInput<Name>) => string };
  await boss.send(name, data, {
    singletonKey: key(data),
    db: { executeSql: (text, values) => tx.query(text, values as unknown[]) },
  });
}
