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
