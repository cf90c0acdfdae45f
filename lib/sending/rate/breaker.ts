import "server-only";
import { pool } from "../../db/pool";
import { type Fragment, sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { bool, double, known, type Slot, text } from "../../db/types";
import type { CallOutcome } from "../core/after-attempt";
import { breakSeconds, leastShare, strikesToBreak } from "../rules";
import { clockSql, type Plan, shareSql } from "./pace";

/**
 * An outcome's verdict on Sinch itself, for everybody who sends on the plan. A 429 lowers the rate (pace.ts lets it grow
 * again). After three calls in a row of which nobody knows what became, nobody calls until `broken_until`; then whoever claims
 * first tries for all, and only if Sinch answers the others follow. While all is well nothing is written here.
 * A crash before one of these statements forgets one sign; the next call gives another.
 */
export async function reportOutcomes(outcomes: readonly CallOutcome[], plan: Plan, strikes: number): Promise<void> {
  const isProbe = strikes >= strikesToBreak;
  const find = (kind: CallOutcome["kind"]) => outcomes.find((outcome) => outcome.kind === kind);
  const throttled = find("throttled");
  // Of many calls at once one that was answered is proof that Sinch answers.
  if (throttled || find("accepted") || find("rejected")) {
    if (strikes > 0) await closeBreaker.run(pool(), { plan: plan.id });
    if (throttled?.kind === "throttled")
      await slowDown.run(pool(), { plan: plan.id, seconds: throttled.retryAfterMs / 1_000 });
  } else if (isProbe || find("unknown")) {
    await strike.run(pool(), { plan: plan.id, isProbe });
  }
}

/** A condition: nobody is to wait on `plan`, unless whoever asks tries for all. */
export function mayCallSql(plan: Slot, strikes: Slot): Fragment {
  return sql`NOT EXISTS (SELECT FROM plan_limiter
                          WHERE plan = ${plan} AND broken_until > ${clockSql} AND ${strikes}::int < ${strikesToBreak})`;
}

/** The same for a claim: while not all is well, claims ask one after another, so that only one of them gets through. */
export function gateSql(plan: Slot): Fragment {
  return sql`
  gate AS MATERIALIZED (
    SELECT broken_until FROM plan_limiter
     WHERE plan = ${plan} AND (strikes >= ${strikesToBreak} OR broken_until > ${clockSql}) FOR UPDATE
  )`;
}
export const gateIsOpenSql = sql`NOT EXISTS (SELECT FROM gate WHERE broken_until > ${clockSql})`;

/** In how many milliseconds somebody may call again; 0 for now. */
export async function pausedForMs({ id }: Plan): Promise<number> {
  return (await readPause.first(pool(), { plan: id }))?.ms ?? 0;
}

const readPause = statement(
  { name: "plan-paused-for", params: { plan: text }, row: { ms: known(double, "greatest of 0") } },
  ({ plan }) => sql`SELECT greatest(0, broken_until - ${clockSql}) * 1000 AS ms FROM plan_limiter WHERE plan = ${plan}`,
);

/** The caller that was to try for all did not call: the next one may. */
export async function releaseProbe({ id }: Plan, strikes: number): Promise<void> {
  if (strikes >= strikesToBreak) await freeProbe.run(pool(), { plan: id });
}

const freeProbe = statement(
  { name: "plan-release-probe", params: { plan: text } },
  ({ plan }) => sql`UPDATE plan_limiter SET broken_until = 0 WHERE plan = ${plan} AND strikes >= ${strikesToBreak}`,
);

// Calls that were under way when the breaker opened say nothing new.
const strike = statement(
  { name: "plan-strike", params: { plan: text, isProbe: bool } },
  ({ plan, isProbe }) => sql`
    UPDATE plan_limiter
       SET strikes = strikes + 1,
           broken_until = CASE WHEN strikes + 1 < ${strikesToBreak} THEN broken_until
                               ELSE ${clockSql} + (ARRAY[${breakSeconds}])[least(strikes + 2 - ${strikesToBreak}, ${breakSeconds.length})] END
     WHERE plan = ${plan} AND (strikes < ${strikesToBreak} OR ${isProbe})`,
);

const closeBreaker = statement(
  { name: "plan-close-breaker", params: { plan: text } },
  ({ plan }) => sql`UPDATE plan_limiter SET strikes = 0, broken_until = 0 WHERE plan = ${plan} AND strikes > 0`,
);

// Two at the same moment are one sign. Until Retry-After is over nobody calls, whatever is reserved.
const slowDown = statement({ name: "plan-slow-down", params: { plan: text, seconds: double } }, ({ plan, seconds }) => {
  const isNews = sql`p.lowered_at < ${clockSql} - 1`;
  const until = sql`${clockSql} + ${seconds}::float8`;
  return sql`
    UPDATE plan_limiter p
       SET share = CASE WHEN ${isNews} THEN greatest(${leastShare}, ${shareSql} / 2) ELSE p.share END,
           lowered_at = CASE WHEN ${isNews} THEN ${clockSql} ELSE p.lowered_at END,
           broken_until = greatest(p.broken_until, ${until}),
           next_batch_at = greatest(p.next_batch_at, ${until}), next_direct_at = greatest(p.next_direct_at, ${until})
     WHERE p.plan = ${plan}`;
});
