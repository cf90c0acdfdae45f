import "server-only";
import { isDatabaseAway, sqlState } from "../db/errors";
import { pool } from "../db/pool";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { inTransaction } from "../db/transaction";
import { arrayOf, instant, nothing, nullable, text } from "../db/types";
import { applyWords, isWords, type Words } from "../inbox/words";
import type { ParsedCallback } from "../sinch";

/** Commits a callback. Reports that arrive while a commit is under way share the next one. */
export function storeCallback(callback: ParsedCallback, body: string): Promise<void> {
  return isWords(callback) ? storeWords(callback, body) : storeWithOthers(body);
}

/**
 * A person's words take effect before Sinch is told that we have it. If applying fails for a reason of ours, the
 * callback is kept for the worker to try again, and not acknowledged: Sinch repeats it as well.
 */
async function storeWords(callback: Words, body: string): Promise<void> {
  try {
    await withPartitions(() =>
      inTransaction(async (tx) => {
        await insertEvents(tx, [body], new Date());
        await applyWords(tx, callback);
      }),
    );
  } catch (error) {
    if (!isDatabaseAway(error)) await storeWithOthers(body);
    throw error;
  }
}

type Waiting = { body: string; resolve: () => void; reject: (error: unknown) => void };

const waiting: Waiting[] = [];
let isFlushing = false;

/** Bounds one statement, and what is lost on nobody: whoever waits has not been answered yet. */
const largestFlush = 1_000;

function storeWithOthers(body: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  waiting.push({ body, resolve, reject });
  if (!isFlushing) void flush();
  return promise;
}

async function flush(): Promise<void> {
  isFlushing = true;
  while (waiting.length > 0) {
    const group = waiting.splice(0, largestFlush);
    try {
      await withPartitions(() =>
        insertEvents(
          pool(),
          group.map(({ body }) => body),
          null,
        ),
      );
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
  isFlushing = false;
}

async function insertEvents(on: Executor, bodies: string[], appliedAt: Date | null): Promise<void> {
  await insert.run(on, { bodies, appliedAt });
}

const insert = statement(
  { name: "store-callbacks", params: { bodies: arrayOf(text), appliedAt: nullable(instant) } },
  ({ bodies, appliedAt }) => sql`
    INSERT INTO webhook_event (body, applied_at) SELECT body, ${appliedAt} FROM unnest(${bodies}::text[]) AS e (body)`,
);

const noPartition = "23514";

/** The worker makes partitions days ahead; this is for a database that was asleep longer. */
async function withPartitions<T>(insert: () => Promise<T>): Promise<T> {
  try {
    return await insert();
  } catch (error) {
    if (sqlState(error) !== noPartition) throw error;
    await keepPartitions();
    return insert();
  }
}

const daysAhead = 7;
const daysKept = 14;

export async function keepPartitions(): Promise<void> {
  await keep.run(pool());
}

const keep = statement(
  { name: "keep-callback-partitions", row: { kept: nullable(nothing) } },
  () => sql`SELECT keep_webhook_partitions(${daysAhead}, ${daysKept}) AS kept`,
);
