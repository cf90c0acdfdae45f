import "server-only";
import { createHmac } from "node:crypto";
import { pool } from "../db/pool";
import { type Prisma, prisma } from "../db/prisma";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { arrayOf, bigint, instant, int, known, nullable, text } from "../db/types";
import { env } from "../env";
import { signInFirstDelayMs, signInLimits, signInWindowMs } from "./rules";

/**
 * Sign-in attempts, counted in Postgres before the password is looked at: parallel guesses, several web processes and
 * restarts share one count. After the limit every failure doubles the wait; an attempt during the wait counts nothing,
 * so nobody can be locked out for good. A crash between counting and forgiving costs one attempt.
 *
 * lib/rate-limit cannot promise this: it counts one budget at a time, in windows that do not grow.
 */

export type AttemptKeys = { account: string; address: string };

/** Keyed hashes: the table tells neither who signs in nor from where. */
export function attemptKeys(email: string, network: string): AttemptKeys {
  return { account: keyOf("account", email), address: keyOf("address", network) };
}

function keyOf(kind: "account" | "address", value: string): string {
  const digest = createHmac("sha256", env().NEXTAUTH_SECRET).update(`${kind}:${value}`).digest("base64url");
  return `sign-in:${kind}:${digest}`;
}

/** Takes one attempt from both budgets, or none: returns the milliseconds to wait, 0 for "go ahead". */
export async function takeAttempt(keys: AttemptKeys, now: Date, on: Executor = pool()): Promise<number> {
  const { taken, opensAt } = await take.one(on, {
    keys: [keys.account, keys.address],
    limits: [signInLimits.account, signInLimits.address],
    now,
  });
  if (taken === 2) return 0;
  // Without a time the last budget went to another request in this very moment.
  return Math.max(opensAt ? opensAt.getTime() - now.getTime() : signInFirstDelayMs, 1_000);
}

/**
 * From the limit on, window_started_at is the time of the last attempt, and the wait counts from there. It never
 * exceeds the window, so a row past its window always begins anew. The condition of DO UPDATE repeats the check on the
 * locked row: two first attempts at once both find no row to lock in `held`.
 */
const opensAtSql = sql`r.window_started_at + CASE WHEN r.attempts < asked.allowed THEN interval '0'
    ELSE least(${signInFirstDelayMs} * 2 ^ least(r.attempts - asked.allowed, 20), ${signInWindowMs})
      * interval '1 millisecond' END`;

const take = statement(
  {
    name: "take-sign-in-attempt",
    params: { keys: arrayOf(text), limits: arrayOf(int), now: instant },
    row: { taken: known(bigint, "a count is never null"), opensAt: nullable(instant) },
  },
  ({ keys, limits, now }) => {
    const isOver = sql`r.window_started_at + ${signInWindowMs} * interval '1 millisecond' <= ${now}`;
    return sql`
      WITH asked AS (SELECT key, allowed FROM unnest(${keys}::text[], ${limits}::int[]) AS asked (key, allowed)),
      held AS (
        SELECT ${opensAtSql} AS opens_at
        FROM sign_in_attempt r JOIN asked ON asked.key = r.key
        ORDER BY r.key FOR UPDATE OF r
      ),
      taken AS (
        INSERT INTO sign_in_attempt AS r (key, attempts, window_started_at)
        SELECT key, 1, ${now}::timestamptz FROM asked
        WHERE NOT EXISTS (SELECT FROM held WHERE opens_at > ${now})
        ORDER BY key
        ON CONFLICT (key) DO UPDATE SET
          attempts = CASE WHEN ${isOver} THEN 1 ELSE r.attempts + 1 END,
          window_started_at = CASE
            WHEN ${isOver} OR r.attempts + 1 >= (SELECT allowed FROM asked WHERE asked.key = r.key) THEN ${now}
            ELSE r.window_started_at END
        WHERE (SELECT ${opensAtSql} <= ${now} FROM asked WHERE asked.key = r.key)
        RETURNING r.key
      )
      SELECT (SELECT count(*) FROM taken) AS taken, (SELECT max(opens_at) FROM held) AS "opensAt"`;
  },
);

/** After a right password: the account starts afresh, and the neighbourhood gets this attempt back. */
export async function forgiveAttempts(tx: Prisma.TransactionClient, keys: AttemptKeys, now: Date): Promise<void> {
  const longAgo = new Date(now.getTime() - 4 * signInWindowMs);
  await tx.signInAttempt.deleteMany({ where: { OR: [{ key: keys.account }, { windowStartedAt: { lt: longAgo } }] } });
  await giveBack(tx, [keys.address]);
}

/** When the password could not even be looked at. */
export async function returnAttempt(keys: AttemptKeys): Promise<void> {
  await giveBack(prisma(), [keys.account, keys.address]);
}

async function giveBack(on: Prisma.TransactionClient, keys: string[]): Promise<void> {
  const where = { key: { in: keys }, attempts: { gt: 0 } };
  await on.signInAttempt.updateMany({ where, data: { attempts: { decrement: 1 } } });
}
