import "server-only";
import { createHmac } from "node:crypto";
import { pool, type Sql } from "../db/pool";
import { env } from "../env";
import { signInFirstDelayMs, signInLimits, signInWindowMs } from "./rules";

/**
 * Sign-in attempts, counted in Postgres before the password is looked at: parallel guesses, several web processes and
 * restarts share one count. After the limit every failure doubles the wait; an attempt during the wait counts nothing,
 * so nobody can be locked out for good. A crash between counting and forgiving costs one attempt.
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
export async function takeAttempt(keys: AttemptKeys, now: Date, sql: Sql = pool()): Promise<number> {
  const { rows } = await sql.query<{ taken: number; opensAt: Date | null }>(takeSql, [
    [keys.account, keys.address],
    [signInLimits.account, signInLimits.address],
    now,
    signInFirstDelayMs,
    signInWindowMs,
  ]);
  const [row] = rows;
  if (row?.taken === 2) return 0;
  // Without a time the last budget went to another request in this very moment.
  return Math.max(row?.opensAt ? row.opensAt.getTime() - now.getTime() : signInFirstDelayMs, 1_000);
}

/**
 * From the limit on, window_started_at is the time of the last attempt, and the wait counts from there. It never
 * exceeds the window, so a row past its window always begins anew. The condition of DO UPDATE repeats the check on the
 * locked row: two first attempts at once both find no row to lock in `held`.
 */
const opensAt = `r.window_started_at + CASE WHEN r.attempts < asked.allowed THEN interval '0'
    ELSE least($4 * 2 ^ least(r.attempts - asked.allowed, 20), $5) * interval '1 millisecond' END`;
const isOver = `r.window_started_at + $5 * interval '1 millisecond' <= $3`;
const takeSql = `
  WITH asked AS (SELECT key, allowed FROM unnest($1::text[], $2::int[]) AS asked (key, allowed)),
  held AS (
    SELECT ${opensAt} AS opens_at
    FROM rate_limit r JOIN asked ON asked.key = r.key
    ORDER BY r.key FOR UPDATE OF r
  ),
  taken AS (
    INSERT INTO rate_limit AS r (key, attempts, window_started_at)
    SELECT key, 1, $3::timestamptz FROM asked
    WHERE NOT EXISTS (SELECT FROM held WHERE opens_at > $3)
    ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      attempts = CASE WHEN ${isOver} THEN 1 ELSE r.attempts + 1 END,
      window_started_at = CASE
        WHEN ${isOver} OR r.attempts + 1 >= (SELECT allowed FROM asked WHERE asked.key = r.key) THEN $3
        ELSE r.window_started_at END
    WHERE (SELECT ${opensAt} <= $3 FROM asked WHERE asked.key = r.key)
    RETURNING r.key
  )
  SELECT (SELECT count(*)::int FROM taken) AS taken, (SELECT max(opens_at) FROM held) AS "opensAt"`;

/** After a right password: the account starts afresh, and the neighbourhood gets this attempt back. */
export async function forgiveAttempts(keys: AttemptKeys, now: Date, sql: Sql): Promise<void> {
  const longAgo = new Date(now.getTime() - 4 * signInWindowMs);
  await sql.query("DELETE FROM rate_limit WHERE key = $1 OR window_started_at < $2", [keys.account, longAgo]);
  await sql.query("UPDATE rate_limit SET attempts = attempts - 1 WHERE key = $1 AND attempts > 0", [keys.address]);
}

/** When the password could not even be looked at. */
export async function returnAttempt(keys: AttemptKeys, sql: Sql = pool()): Promise<void> {
  await sql.query("UPDATE rate_limit SET attempts = attempts - 1 WHERE key = ANY ($1) AND attempts > 0", [
    [keys.account, keys.address],
  ]);
}
