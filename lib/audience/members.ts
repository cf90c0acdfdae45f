import "server-only";
import { pool, type Sql } from "../db/pool";
import { largestInteger } from "../integer";
import { transientCodes, unreachedStatuses } from "../messages/reasons";
import { messageStatus, skipReason } from "../messages/rules";
import { getSendingSettings } from "../settings/queries";
import type { FrequencyCap } from "../settings/schema";
import { enoughSql, widestRange } from "./frequency-cap";
import { placeKeySql } from "./place-key";
import type { Audience } from "./schema";
import { type AudienceSplit, nobody, plus } from "./views";

/**
 * Who belongs to an audience, as SQL, for whoever counts or shows it; whoever lists it down asks in another way for the same
 * people and the same reasons to skip somebody: see listing.ts.
 */

/** A condition on `s` (subscriber): $1 = included tags, or the campaign it follows; $2 = excluded tags; ids above $3 up to $4. */
export function membershipSql(audience: Audience): string {
  return `${inRangeSql("s.id")} AND ${includedSql(audience)} AND NOT (${isExcludedSql(audience)})`;
}

export function inRangeSql(id: string): string {
  return `${id} > $3 AND ${id} <= $4`;
}

function includedSql({ everyone, followUpOf }: Audience): string {
  if (followUpOf !== null) return `s.id IN (${unreachedSql})`;
  return everyone ? "$1::int[] IS NOT NULL" : isTaggedSql("$1");
}

/** `within` narrows `t` (subscriber_tag) further: the planner would not conclude it from a condition on `s`. */
export function isTaggedSql(tagIds: string, within = "TRUE"): string {
  return `EXISTS (SELECT FROM subscriber_tag t
                   WHERE t.subscriber_id = s.id AND t.tag_id = ANY (${tagIds}::int[]) AND ${within})`;
}

export function isExcludedSql({ excludeTagIds }: Audience, within?: string): string {
  return excludeTagIds.length > 0 ? isTaggedSql("$2", within) : "$2::int[] IS NULL";
}

/** A number of skipReason, or 0. An opt-out knows whose number it is, so `isSuppressed` need not compare numbers: see decision 036. */
export function skipSql(cap: FrequencyCap | null, isSuppressed: string): string {
  const capped = cap ? `WHEN enough.subscriber_id IS NOT NULL THEN ${skipReason.capped}` : "";
  return `CASE WHEN ${isSuppressed} THEN ${skipReason.opted_out}
                      WHEN s.consented_at IS NULL THEN ${skipReason.no_consent}
                      ${capped}
                      ELSE 0 END`;
}

// isUnreached() as SQL. The batches say where the people of the range are, so all ranges together read each exception once. OFFSET 0:
// the planner would join the whole of both tables.
export const unreachedSql = `
  SELECT unreached.subscriber_id AS id
    FROM batch b
   CROSS JOIN LATERAL (
     SELECT m.subscriber_id
       FROM message_exception e JOIN message m ON m.campaign_id = e.campaign_id AND m.seq = e.seq
      WHERE e.campaign_id = b.campaign_id AND e.status IN (${unreachedStatuses}) AND e.seq BETWEEN b.first_seq AND b.last_seq
        AND (m.code IN (${transientCodes}) OR (m.status = ${messageStatus.expired} AND m.code = 0)) OFFSET 0) AS unreached
   WHERE b.campaign_id = ($1::int[])[1] AND b.last_subscriber_id > $3 AND b.first_subscriber_id <= $4
     AND ${inRangeSql("unreached.subscriber_id")}`;

/**
 * The members with what would make us skip them (0, or a number of skipReason) and where they are. Under a frequency cap $5 is the
 * campaign that asks (0 for a draft).
 */
export function membersSql(audience: Audience, cap: FrequencyCap | null): string {
  return `SELECT s.id, s.phone, ${skipSql(cap, "x.phone IS NOT NULL")} AS skip, ${placeKeySql} AS place
            FROM subscriber s LEFT JOIN suppression x ON x.subscriber_id = s.id ${cap ? enoughSql(cap) : ""}
           WHERE ${membershipSql(audience)}`;
}

export function membersParameters(audience: Audience): [number[], number[]] {
  const { followUpOf, includeTagIds, excludeTagIds } = audience;
  return [followUpOf === null ? includeTagIds : [followUpOf], excludeTagIds];
}

/** $3 to $5 for everybody in a draft's audience; nothing asks for the last one where there is no cap. */
export function everybody(cap: FrequencyCap | null): number[] {
  return [0, largestInteger, ...(cap ? [0] : [])];
}

export function isChosen(audience: Audience): boolean {
  return audience.everyone || audience.includeTagIds.length > 0 || audience.followUpOf !== null;
}

/** Exact, at one instant; under a frequency cap at one for each range of subscribers, or within a transaction's view. */
export async function countAudience(audience: Audience, sql: Sql = pool()): Promise<AudienceSplit> {
  if (!isChosen(audience)) return nobody;
  const { frequencyCap } = await getSendingSettings(sql);
  if (!frequencyCap) return countMembers(sql, audience, null, everybody(null));
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
