import "server-only";
import { pool } from "../../db/pool";
import { lastSecondsMs } from "../rules";

/**
 * Whether this installation may send at all, as a condition of the statements that stand between a batch and its call.
 * The kill switch and the fence of a restored copy are one row (sending_control): asked where the claim and the intent
 * are committed, so that whoever has not committed an intent yet does not call.
 */
export const maySendSql =
  "NOT EXISTS (SELECT FROM sending_control WHERE stopped_at IS NOT NULL OR locked_at IS NOT NULL)";

/** On `c` (campaign): whether a batch may leave, or waits until it is known what becomes of the canary (guards.ts). */
export function mayFollowSql(batchNumber: string): string {
  return `(c.canary_state IN ('', 'passed') OR ${batchNumber} <= c.canary_batches)`;
}

/**
 * Whether a text of campaign `c` may still leave. The last seconds are left out, in which a call could reach Sinch too late
 * and be refused; from then on what is left is skipped (too-late.ts).
 */
export const inTimeSql = `(c.expires_at IS NULL OR c.expires_at > clock_timestamp() + interval '${lastSecondsMs} milliseconds')`;

/** How far away it is, by the database's clock. */
export function leftMsSql(instant: string): string {
  return `(extract(epoch FROM ${instant} - clock_timestamp()) * 1000)::float8`;
}

/** A copy leaves alone what its original, which may still run, has given to Sinch. */
export async function isCopy(): Promise<boolean> {
  const locked = await pool().query("SELECT 1 FROM sending_control WHERE locked_at IS NOT NULL");
  return locked.rowCount === 1;
}
