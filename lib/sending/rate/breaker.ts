import "server-only";
import { pool } from "../../db/pool";
import type { CallOutcome } from "../core/after-attempt";
import { breakSeconds, leastShare, strikesToBreak } from "../rules";
import { clockSql, type Plan, shareSql } from "./pace";

/**
 * What an outcome says about Sinch itself, for everybody who sends on the plan. A 429 lowers the rate (pace.ts lets it grow
 * again). After three calls in a row of which nobody knows what became, nobody calls until `broken_until`; then whoever claims
 * first tries for all, and only if Sinch answers the others follow. While all is well nothing is written here.
 * A crash before one of these statements forgets one sign; the next call gives another.
 */
export async function learnFrom(outcomes: readonly CallOutcome[], plan: Plan, strikes: number): Promise<void> {
  const isProbe = strikes >= strikesToBreak;
  const find = (kind: CallOutcome["kind"]) => outcomes.find((outcome) => outcome.kind === kind);
  const throttled = find("throttled");
  // Of many calls at once one that was answered is proof that Sinch answers.
  if (throttled || find("accepted") || find("rejected")) {
    if (strikes > 0) await forgive(plan);
    if (throttled?.kind === "throttled") await slowDown(plan, throttled.retryAfterMs);
  } else if (isProbe || find("unknown")) {
    await strike(plan, isProbe);
  }
}

/** A condition: nobody is to wait on `plan`, unless whoever asks tries for all. */
export function mayCallSql(plan: string, strikes: string): string {
  return `NOT EXISTS (SELECT FROM plan_limiter
                       WHERE plan = ${plan} AND broken_until > ${clockSql} AND ${strikes}::int < ${strikesToBreak})`;
}

/** The same for a claim: while not all is well, claims ask one after another, so that only one of them gets through. */
export const gateSql = `
  gate AS MATERIALIZED (
    SELECT broken_until FROM plan_limiter
     WHERE plan = $3 AND (strikes >= ${strikesToBreak} OR broken_until > ${clockSql}) FOR UPDATE
  )`;
export const gateIsOpenSql = `NOT EXISTS (SELECT FROM gate WHERE broken_until > ${clockSql})`;

/** In how many milliseconds somebody may call again; 0 for now. */
export async function heldForMs(plan: Plan): Promise<number> {
  const result = await pool().query<{ ms: number }>(
    `SELECT greatest(0, broken_until - ${clockSql}) * 1000 AS ms FROM plan_limiter WHERE plan = $1`,
    [plan.id],
  );
  return result.rows[0]?.ms ?? 0;
}

/** The one who tried for all did not call after all: the next one may. */
export async function passOn(plan: Plan, strikes: number): Promise<void> {
  if (strikes < strikesToBreak) return;
  await pool().query("UPDATE plan_limiter SET broken_until = 0 WHERE plan = $1 AND strikes >= $2", [
    plan.id,
    strikesToBreak,
  ]);
}

// Calls that were under way when the breaker opened say nothing new.
async function strike(plan: Plan, isProbe: boolean): Promise<void> {
  await pool().query(
    `UPDATE plan_limiter
        SET strikes = strikes + 1,
            broken_until = CASE WHEN strikes + 1 < ${strikesToBreak} THEN broken_until
                                ELSE ${clockSql} + (ARRAY[${breakSeconds.join()}])[least(strikes + 2 - ${strikesToBreak}, ${breakSeconds.length})] END
      WHERE plan = $1 AND (strikes < ${strikesToBreak} OR $2)`,
    [plan.id, isProbe],
  );
}

async function forgive(plan: Plan): Promise<void> {
  await pool().query("UPDATE plan_limiter SET strikes = 0, broken_until = 0 WHERE plan = $1 AND strikes > 0", [
    plan.id,
  ]);
}

// Two at the same moment are one sign. Until Retry-After is over nobody calls, whatever is reserved.
async function slowDown(plan: Plan, retryAfterMs: number): Promise<void> {
  const isNews = `p.lowered_at < ${clockSql} - 1`;
  const until = `${clockSql} + $2::float8`;
  await pool().query(
    `UPDATE plan_limiter p
        SET share = CASE WHEN ${isNews} THEN greatest(${leastShare}, ${shareSql} / 2) ELSE p.share END,
            lowered_at = CASE WHEN ${isNews} THEN ${clockSql} ELSE p.lowered_at END,
            broken_until = greatest(p.broken_until, ${until}),
            next_batch_at = greatest(p.next_batch_at, ${until}), next_direct_at = greatest(p.next_direct_at, ${until})
      WHERE p.plan = $1`,
    [plan.id, retryAfterMs / 1_000],
  );
}
