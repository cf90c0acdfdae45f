import "server-only";
import { pool, type Sql } from "../db/pool";
import { skipReason } from "../messages/rules";
import type { Audience } from "./schema";

/**
 * Who belongs to an audience, as SQL. Estimate and expansion read this same text, so that the number on the button
 * and the people who are texted cannot differ.
 */

/** A condition on `s` (subscriber), with parameters $1 = included tags, $2 = excluded tags. */
function membershipSql(audience: Audience): string {
  const conditions = [
    audience.everyone
      ? "$1::int[] IS NOT NULL"
      : `EXISTS (SELECT 1 FROM subscriber_tag t WHERE t.subscriber_id = s.id AND t.tag_id = ANY ($1::int[]))`,
    audience.excludeTagIds.length === 0
      ? "$2::int[] IS NOT NULL"
      : `NOT EXISTS (SELECT 1 FROM subscriber_tag t WHERE t.subscriber_id = s.id AND t.tag_id = ANY ($2::int[]))`,
  ];
  return conditions.join(" AND ");
}

const skipSql = `CASE WHEN x.phone IS NOT NULL THEN ${skipReason.opted_out}
                      WHEN s.consented_at IS NULL THEN ${skipReason.no_consent}
                      ELSE 0 END`;

/** The members with what would make us skip them: 0, or a number of skipReason. */
export function membersSql(audience: Audience): string {
  return `SELECT s.id, s.phone, ${skipSql} AS skip
            FROM subscriber s LEFT JOIN suppression x ON x.phone = s.phone
           WHERE ${membershipSql(audience)}`;
}

export function membersParameters(audience: Audience): [number[], number[]] {
  return [audience.includeTagIds, audience.excludeTagIds];
}

export type AudienceCount = { total: number; eligible: number; optedOut: number; noConsent: number };

/** Exact, at one instant. */
export async function countAudience(audience: Audience, sql: Sql = pool()): Promise<AudienceCount> {
  if (!audience.everyone && audience.includeTagIds.length === 0) {
    return { total: 0, eligible: 0, optedOut: 0, noConsent: 0 };
  }
  const result = await sql.query<AudienceCount>(
    `SELECT count(*) AS total,
            count(*) FILTER (WHERE skip = 0) AS eligible,
            count(*) FILTER (WHERE skip = ${skipReason.opted_out}) AS "optedOut",
            count(*) FILTER (WHERE skip = ${skipReason.no_consent}) AS "noConsent"
       FROM (${membersSql(audience)}) AS member`,
    membersParameters(audience),
  );
  return result.rows[0] ?? { total: 0, eligible: 0, optedOut: 0, noConsent: 0 };
}
