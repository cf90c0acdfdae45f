import "server-only";
import { pool } from "../../db/pool";
import { type Fragment, type Part, sql } from "../../db/sql";
import { statement } from "../../db/statement";
import { lastSecondsMs } from "../rules";

/**
 * Whether this installation may send at all, as a condition of the statements that stand between a batch and its call.
 * The kill switch and the fence of a restored copy are one row (sending_control): asked where the claim and the intent
 * are committed, so that whoever has not committed an intent yet does not call.
 */
export const maySendSql = sql`NOT EXISTS (SELECT FROM sending_control WHERE stopped_at IS NOT NULL OR locked_at IS NOT NULL)`;

/** On `c` (campaign): whether a batch may leave, or waits until it is known what becomes of the canary (guards.ts). */
export function mayFollowSql(batchNumber: Fragment): Fragment {
  return sql`(c.canary_state IN ('', 'passed') OR ${batchNumber} <= c.canary_batches)`;
}

/**
 * Whether a text of campaign `c` may still leave. The last seconds are left out, in which a call could reach Sinch too late
 * and be refused; from then on what is left is skipped (too-late.ts).
 */
export const inTimeSql = sql`(c.expires_at IS NULL OR c.expires_at > clock_timestamp() + make_interval(secs => ${lastSecondsMs / 1_000}))`;

/** How far away it is, by the database's clock. */
export function leftMsSql(instant: Part): Fragment {
  return sql`(extract(epoch FROM ${instant} - clock_timestamp()) * 1000)::float8`;
}

/** A copy leaves alone what its original, which may still run, has given to Sinch. */
export async function isCopy(): Promise<boolean> {
  return (await findLocked.run(pool())) === 1;
}

const findLocked = statement({ name: "is-copy" }, () => sql`SELECT FROM sending_control WHERE locked_at IS NOT NULL`);
