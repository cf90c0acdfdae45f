import "server-only";
import { pool, type Sql } from "../db/pool";

/**
 * The rate of a service plan: one row that every worker shares. Tokens are messages; they grow with the database's
 * clock up to one second's worth. A batch takes all it needs at once or waits. A crash after taking tokens wastes
 * them: the plan is never exceeded.
 */
export type Plan = { id: string; messagesPerSecond: number };

/** Returns 0 when the tokens were taken, else how many milliseconds until there may be enough. */
export async function takeTokens(plan: Plan, messages: number, sql: Sql = pool()): Promise<number> {
  const burst = Math.max(1, plan.messagesPerSecond, messages);
  const taken = await sql.query(takeSql, [plan.id, plan.messagesPerSecond, burst, messages]);
  if (taken.rowCount === 1) return 0;
  const missing = await sql.query<{ tokens: number }>(
    `INSERT INTO plan_limiter (plan, tokens, updated_at) VALUES ($1, $2, clock_timestamp())
     ON CONFLICT (plan) DO UPDATE SET plan = excluded.plan
     RETURNING LEAST($2, tokens + $3 * extract(epoch FROM clock_timestamp() - updated_at))::float8 AS tokens`,
    [plan.id, burst, plan.messagesPerSecond],
  );
  const lacking = messages - (missing.rows[0]?.tokens ?? 0);
  return Math.max(1, Math.ceil((lacking / plan.messagesPerSecond) * 1_000));
}

const takeSql = `
  UPDATE plan_limiter
     SET tokens = LEAST($3, tokens + $2 * extract(epoch FROM clock_timestamp() - updated_at)) - $4,
         updated_at = clock_timestamp()
   WHERE plan = $1
     AND LEAST($3, tokens + $2 * extract(epoch FROM clock_timestamp() - updated_at)) >= $4`;
