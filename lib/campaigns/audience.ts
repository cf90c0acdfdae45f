import "server-only";
import { pool, type Sql } from "../db/pool";
import { transientCodes, unreachedStatuses } from "../messages/reasons";
import { messageStatus, skipReason } from "../messages/rules";
import { getSendingSettings } from "../settings/queries";
import type { FrequencyCap } from "../settings/schema";
import { enoughSql, widestRange } from "./frequency-cap";
import { placeKeySql } from "./place-key";
import type { Audience } from "./schema";
import { type AudienceSplit, nobody, plus } from "./views";

/**
 * Who belongs to an audience, as SQL. Estimate and expansion read the same conditions and the same reasons to skip somebody, so
 * that the number on the button and the people who are texted cannot differ; only how the opt-outs are asked for does.
 */

/** A condition on `s` (subscriber), with parameters $1 = included tags, or the campaign it follows; $2 = excluded tags. */
export function membershipSql(audience: Audience): string {
  const conditions = [
    includedSql(audience),
    audience.excludeTagIds.length === 0
      ? "$2::int[] IS NOT NULL"
      : `NOT EXISTS (SELECT 1 FROM subscriber_tag t WHERE t.subscriber_id = s.id AND t.tag_id = ANY ($2::int[]))`,
  ];
  return conditions.join(" AND ");
}

/** An opt-out knows whose number it is, so `x` (suppression) belongs to `s` by id: see decision 036. */
const theirs = "x.subscriber_id = s.id";

function skipSql(cap: FrequencyCap | null, isSuppressed: string): string {
  const capped = cap ? `WHEN enough.subscriber_id IS NOT NULL THEN ${skipReason.capped}` : "";
  return `CASE WHEN ${isSuppressed} THEN ${skipReason.opted_out}
                      WHEN s.consented_at IS NULL THEN ${skipReason.no_consent}
                      ${capped}
                      ELSE 0 END`;
}

function includedSql({ everyone, followUpOf }: Audience): string {
  if (followUpOf !== null) return `s.id IN (${unreachedSql})`;
  if (everyone) return "$1::int[] IS NOT NULL";
  return "EXISTS (SELECT 1 FROM subscriber_tag t WHERE t.subscriber_id = s.id AND t.tag_id = ANY ($1::int[]))";
}

// isUnreached() as SQL: the exceptions of a campaign are a range for each state.
const unreachedSql = `
  SELECT m.subscriber_id
    FROM message_exception e JOIN message m ON m.campaign_id = e.campaign_id AND m.seq = e.seq
   WHERE e.campaign_id = ($1::int[])[1] AND e.status IN (${unreachedStatuses})
     AND (m.code IN (${transientCodes}) OR (m.status = ${messageStatus.expired} AND m.code = 0))`;

/**
 * The members with what would make us skip them (0, or a number of skipReason) and where they are. Under a frequency cap they are those above
 * $3 up to $4, and $5 is the campaign that asks (0 for a draft).
 */
export function membersSql(audience: Audience, cap: FrequencyCap | null): string {
  return `SELECT s.id, s.phone, ${skipSql(cap, "x.phone IS NOT NULL")} AS skip, ${placeKeySql} AS place
            FROM subscriber s LEFT JOIN suppression x ON ${theirs} ${cap ? enoughSql(cap) : ""}
           WHERE ${membershipSql(audience)} ${cap ? "AND s.id > $3 AND s.id <= $4" : ""}`;
}

/**
 * The same members above $3 up to $4, numbered from 1 in their order: for whoever writes them down. Here the opt-outs of that
 * range are probed: a join would lose the order, which then costs a sort.
 */
export function numberedMembersSql(audience: Audience, cap: FrequencyCap | null): string {
  const isSuppressed = `EXISTS (SELECT FROM suppression x WHERE ${theirs} AND x.subscriber_id > $3 AND x.subscriber_id <= $4)`;
  return `SELECT s.id, s.phone, ${skipSql(cap, isSuppressed)} AS skip,
                 row_number() OVER (ORDER BY s.id ROWS UNBOUNDED PRECEDING) AS number
            FROM subscriber s ${cap ? enoughSql(cap) : ""}
           WHERE ${membershipSql(audience)} AND s.id > $3 AND s.id <= $4`;
}

export function membersParameters(audience: Audience): [number[], number[]] {
  const { followUpOf, includeTagIds, excludeTagIds } = audience;
  return [followUpOf === null ? includeTagIds : [followUpOf], excludeTagIds];
}

/** $3 to $5 for everybody in a draft's audience. */
export const everybody = [0, 2_147_483_647, 0] as const;

export function isChosen(audience: Audience): boolean {
  return audience.everyone || audience.includeTagIds.length > 0 || audience.followUpOf !== null;
}

/** Exact, at one instant; under a frequency cap at one for each range of subscribers, or within a transaction's view. */
export async function countAudience(audience: Audience, sql: Sql = pool()): Promise<AudienceSplit> {
  if (!isChosen(audience)) return nobody;
  const { frequencyCap } = await getSendingSettings(sql);
  if (!frequencyCap) return countMembers(sql, audience, null, []);
  const newest = await sql.query<{ id: number | null }>("SELECT max(id) AS id FROM subscriber");
  let sum = nobody;
  for (let from = 0; from < (newest.rows[0]?.id ?? 0); from += widestRange) {
    sum = plus(sum, await countMembers(sql, audience, frequencyCap, [from, from + widestRange, 0]));
  }
  return sum;
}

async function countMembers(
  sql: Sql,
  audience: Audience,
  cap: FrequencyCap | null,
  range: number[],
): Promise<AudienceSplit> {
  const result = await sql.query<AudienceSplit>(
    `SELECT count(*) AS total,
            count(*) FILTER (WHERE skip = 0) AS eligible,
            count(*) FILTER (WHERE skip = ${skipReason.opted_out}) AS "optedOut",
            count(*) FILTER (WHERE skip = ${skipReason.no_consent}) AS "noConsent",
            count(*) FILTER (WHERE skip = ${skipReason.capped}) AS capped
       FROM (${membersSql(audience, cap)}) AS member`,
    [...membersParameters(audience), ...range],
  );
  return result.rows[0] ?? nobody;
}
