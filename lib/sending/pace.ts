import "server-only";
import { pool, type Sql } from "../db/pool";
import { paceShare } from "./rules";

/**
 * The rate of a service plan: one row that every worker shares. It holds the moment at which the next batch may leave, on
 * the database's clock. Whoever claims a batch reserves that moment and moves it on by what the batch takes at the plan's
 * rate. Idle time earns nothing, so there is no burst. A crash after a reservation wastes it: the plan is never exceeded.
 *
 * Reservations are served in the order they were made, so campaigns share the rate equally. A direct message waits for none
 * of them: it leaves at once, and everything reserved moves back by its share (`moved_back` says by how much so far).
 */
export type Plan = { id: string; messagesPerSecond: number };

/** In seconds, on the database's clock. */
export type Slot = { at: number; movedBack: number };

export function paceOf(plan: Plan): number {
  return plan.messagesPerSecond * paceShare;
}

/** A clock that was set back holds up nobody for longer. */
const furthestSeconds = 120;

const clock = "extract(epoch FROM clock_timestamp())::float8";

// A plan that was idle gives its first lanes the time they need. One that is busy has them wait for no more than a batch's
// share: where the lanes cannot keep up with the plan, the limiter is not to slow them down.
const soonest = `${clock} + CASE WHEN p.next_batch_at < ${clock} - 1 THEN $5::float8
                                  ELSE least($5::float8, (SELECT greatest(recipients, $7::int) FROM claimed) / $4::float8) END`;

/**
 * A part of the statement that claims a batch: `slot`, reserved for the row of `claimed`, if there is one.
 * $3 is the plan, $4 its pace, $5 and $6 are lead and lateness.
 * $7 is the usual size of a batch: a smaller one, at the end of a chunk, takes as much time, or the second around it is too full.
 */
export const reserveSql = `
  slot AS (
    INSERT INTO plan_limiter AS p (plan, next_batch_at, next_direct_at, moved_back)
    SELECT $3, ${clock} + $5::float8 + greatest(recipients, $7::int) / $4::float8, 0, 0 FROM claimed
    ON CONFLICT (plan) DO UPDATE
       SET next_batch_at = greatest(least(p.next_batch_at, ${clock} + ${furthestSeconds}) + $6::float8, ${soonest})
                           + (SELECT greatest(recipients, $7::int) FROM claimed) / $4::float8,
           moved_back = p.moved_back + $6::float8
    RETURNING next_batch_at - (SELECT greatest(recipients, $7::int) FROM claimed) / $4::float8 AS at, moved_back, ${clock} AS now
  )`;

/** Takes a direct message's place, ahead of all batches, and says in how many milliseconds it may leave. */
export async function reserveDirect(plan: Plan, sql: Sql = pool()): Promise<number> {
  const result = await sql.query<{ waitMs: number }>(directSql, [plan.id, 1 / paceOf(plan)]);
  return Math.max(0, Math.ceil(result.rows[0]?.waitMs ?? 0));
}

const directSql = `
  INSERT INTO plan_limiter AS p (plan, next_batch_at, next_direct_at, moved_back)
  VALUES ($1, ${clock} + $2::float8, ${clock} + $2::float8, 0)
  ON CONFLICT (plan) DO UPDATE
     SET next_direct_at = greatest(least(p.next_direct_at, ${clock} + ${furthestSeconds}), ${clock}) + $2::float8,
         next_batch_at = greatest(p.next_batch_at, ${clock}) + $2::float8,
         moved_back = p.moved_back + $2::float8
  RETURNING (next_direct_at - $2::float8 - ${clock}) * 1000 AS "waitMs"`;
