import "server-only";
import { pool, type Sql } from "../db/pool";
import { empty, type Fragment, sql } from "../db/sql";
import { composed, statement } from "../db/statement";
import { bigint, int, known, nullable, type Slot } from "../db/types";
import { transientCodes, unreachedStatuses } from "../messages/reasons";
import { messageStatus, skipReason } from "../messages/rules";
import { getSendingSettings } from "../settings/queries";
import { type Asked, ask, askedSamples } from "./ask";
import { cappedSql, widestRange } from "./frequency-cap";
import { placeKeySql } from "./place-key";
import type { Audience } from "./schema";
import { type AudienceSplit, nobody, plus } from "./views";

/**
 * Who belongs to an audience, as SQL, for whoever counts or shows it; whoever lists it down asks in another way for the same
 * people and the same reasons to skip somebody: see listing.ts.
 */

/** A condition on `s` (subscriber). */
export function membershipSql(asked: Asked): Fragment {
  return sql`${inRangeSql(asked, sql`s.id`)} AND ${includedSql(asked)} AND NOT (${isExcludedSql(asked)})`;
}

export function inRangeSql({ above, through }: Asked, id: Fragment): Fragment {
  return sql`${id} > ${above} AND ${id} <= ${through}`;
}

function includedSql(asked: Asked): Fragment {
  const { everyone, followUpOf } = asked.audience;
  if (followUpOf !== null) return sql`s.id IN (${unreachedSql(asked)})`;
  return everyone ? sql`TRUE` : isTaggedSql(asked.included);
}

/** `within` narrows `t` (subscriber_tag) further: the planner would not conclude it from a condition on `s`. */
export function isTaggedSql(tagIds: Slot, within = sql`TRUE`): Fragment {
  return sql`EXISTS (SELECT FROM subscriber_tag t
                      WHERE t.subscriber_id = s.id AND t.tag_id = ANY (${tagIds}::int[]) AND ${within})`;
}

export function isExcludedSql({ audience, excluded }: Asked, within?: Fragment): Fragment {
  return audience.excludeTagIds.length > 0 ? isTaggedSql(excluded, within) : sql`FALSE`;
}

/** A number of skipReason, or 0. An opt-out knows whose number it is, so `isSuppressed` need not compare numbers: see decision 036. */
export function skipSql({ cap }: Asked, isSuppressed: Fragment): Fragment {
  const capped = cap ? sql`WHEN enough.subscriber_id IS NOT NULL THEN ${skipReason.capped}` : empty;
  return sql`CASE WHEN ${isSuppressed} THEN ${skipReason.opted_out}
                  WHEN s.consented_at IS NULL THEN ${skipReason.no_consent}
                  ${capped}
                  ELSE 0 END`;
}

// isUnreached() as SQL. The batches say where the people of the range are, so all ranges together read each exception once. OFFSET 0:
// the planner would join the whole of both tables.
export function unreachedSql(asked: Asked): Fragment {
  const { followed, above, through } = asked;
  return sql`
  SELECT unreached.subscriber_id AS id
    FROM batch b
   CROSS JOIN LATERAL (
     SELECT m.subscriber_id
       FROM message_exception e JOIN message m ON m.campaign_id = e.campaign_id AND m.seq = e.seq
      WHERE e.campaign_id = b.campaign_id AND e.status IN (${unreachedStatuses}) AND e.seq BETWEEN b.first_seq AND b.last_seq
        AND (m.code IN (${transientCodes}) OR (m.status = ${messageStatus.expired} AND m.code = 0)) OFFSET 0) AS unreached
   WHERE b.campaign_id = ${followed} AND b.last_subscriber_id > ${above} AND b.first_subscriber_id <= ${through}
     AND ${inRangeSql(asked, sql`unreached.subscriber_id`)}`;
}

/** The members with what would make us skip them (0, or a number of skipReason) and where they are. */
export function membersSql(asked: Asked): Fragment {
  return sql`SELECT s.id, s.phone, ${skipSql(asked, sql`x.phone IS NOT NULL`)} AS skip, ${placeKeySql} AS place
               FROM subscriber s LEFT JOIN suppression x ON x.subscriber_id = s.id ${cappedSql(asked)}
              WHERE ${membershipSql(asked)}`;
}

export function isChosen(audience: Audience): boolean {
  return audience.everyone || audience.includeTagIds.length > 0 || audience.followUpOf !== null;
}

/** Exact, at one instant; under a frequency cap at one for each range of subscribers, or within a transaction's view. */
export async function countAudience(audience: Audience, on: Sql = pool()): Promise<AudienceSplit> {
  if (!isChosen(audience)) return nobody;
  const { frequencyCap } = await getSendingSettings(on);
  if (!frequencyCap) return countMembers.one(on, ask(audience, null));
  const { id: newest } = await findNewest.one(on);
  let sum = nobody;
  for (let above = 0; above < (newest ?? 0); above += widestRange) {
    const through = above + widestRange;
    sum = plus(sum, await countMembers.one(on, ask(audience, frequencyCap, { above, through })));
  }
  return sum;
}

const findNewest = statement(
  { name: "newest-subscriber", row: { id: nullable(int) } },
  () => sql`SELECT max(id) AS id FROM subscriber`,
);

const count = known(bigint, "count");

const countMembers = composed(
  {
    name: "count-members",
    row: { total: count, eligible: count, optedOut: count, noConsent: count, capped: count },
    samples: askedSamples,
  },
  (asked) => sql`
    SELECT count(*) AS total,
           count(*) FILTER (WHERE skip = 0) AS eligible,
           count(*) FILTER (WHERE skip = ${skipReason.opted_out}) AS "optedOut",
           count(*) FILTER (WHERE skip = ${skipReason.no_consent}) AS "noConsent",
           count(*) FILTER (WHERE skip = ${skipReason.capped}) AS capped
      FROM (${membersSql(asked)}) AS member`,
);
