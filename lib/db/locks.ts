import "server-only";
import { type Part, sql } from "./sql";
import { statement } from "./statement";
import { bool, known, nothing, nullable, text } from "./types";

/**
 * Every advisory lock there is, so that no two mean the same number by accident. What is locked here stands in no row: it ends
 * with the transaction, except a worker's presence, which ends with its connection.
 */

const done = { locked: nullable(nothing) };

/** One transaction at a time applies callbacks. */
export const tryToApply = statement(
  { name: "lock-apply-callbacks", row: { isLocked: known(bool, "a lock is got or not") } },
  () => sql`SELECT pg_try_advisory_xact_lock(hashtext('apply_callbacks')) AS "isLocked"`,
);

/** One transaction at a time lists people while there is a frequency cap. */
export const lockFrequencyCap = statement(
  { name: "lock-frequency-cap", row: done },
  () => sql`SELECT pg_advisory_xact_lock(hashtext('frequency_cap')) AS locked`,
);

/** One transaction at a time changes what a number has agreed to. */
export const lockConsentOf = statement(
  { name: "lock-consent", params: { phone: text }, row: done },
  ({ phone }) => sql`SELECT pg_advisory_xact_lock(hashtextextended('consent ' || ${phone}, 0)) AS locked`,
);

/** One transaction at a time expands a campaign. A part of a statement that sets other things as well. */
export const lockExpansionSql = (campaignId: Part) =>
  sql`pg_advisory_xact_lock(hashtextextended('expand ' || ${campaignId}::int, 0))`;

/** Two numbers name a lock of a worker's presence, and the first one is this: no other lock is in the way of these. */
const presence = 71_411;

// Shared: two ids that fall on the same number must not wait for each other.
/** As long as a worker runs a job it holds a lock of the connection under the job's id. */
export const holdJob = statement(
  { name: "hold-job", params: { jobId: text }, row: done },
  ({ jobId }) => sql`SELECT pg_advisory_lock_shared(${presence}, hashtext(${jobId})) AS locked`,
);

export const letGoOfJob = statement(
  { name: "let-go-of-job", params: { jobId: text }, row: { wasHeld: known(bool, "a lock was held or not") } },
  ({ jobId }) => sql`SELECT pg_advisory_unlock_shared(${presence}, hashtext(${jobId})) AS "wasHeld"`,
);

/** Whether a worker is present for the job of this id, whichever worker it is. */
export const isHeldSql = (jobId: Part) => sql`
  hashtext(${jobId}::text)::oid IN (
    SELECT objid FROM pg_locks
     WHERE locktype = 'advisory' AND classid = ${presence}::int::oid AND objsubid = 2
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;
