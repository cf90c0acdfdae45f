import "server-only";
import { type Fragment, sql } from "../db/sql";
import type { Slot } from "../db/types";
import type { Asked } from "./ask";
import { cappedSql } from "./frequency-cap";
import { inRangeSql, isExcludedSql, isTaggedSql, skipSql, unreachedSql } from "./members";
import { placeKeySql } from "./place-key";

/**
 * The members of an audience range by range, as SQL, for whoever writes them down.
 *
 * A range costs what it holds, however many people there are beside it. And it does not cost more where the planner expects
 * nobody, as of people who were imported a minute ago: a join would then compare each with each. So tags and opt-outs are probed,
 * or hashed where many are expected (IS TRUE, because a condition by itself becomes a join). See decision 038.
 */

/**
 * Numbered from 1 in their order, with what would make us skip them and where they are. In a sparse range people are fetched by id,
 * which costs ten times as much for each as reading past somebody.
 */
export function listedSql(asked: Asked, isSparse: boolean): Fragment {
  const { from, id, isIncluded } = peopleSql(asked, isSparse);
  const isSuppressed = sql`
    EXISTS (SELECT FROM suppression x WHERE x.subscriber_id = s.id AND ${inRangeSql(asked, sql`x.subscriber_id`)})`;
  return sql`
  SELECT ${id} AS id, s.phone, ${skipSql(asked, isSuppressed)} AS skip, ${placeKeySql} AS place,
         row_number() OVER (ORDER BY ${id} ROWS UNBOUNDED PRECEDING) AS number
    FROM ${from} ${cappedSql(asked)}
   WHERE ${inRangeSql(asked, id)} AND (${isIncluded}) IS TRUE
     AND (${isExcludedSql(asked, taggedInRange(asked))}) IS NOT TRUE`;
}

/** The id of the nth of those who are included, whether excluded or not, if there are so many. */
export function nthIncludedSql(asked: Asked, nth: Slot): Fragment {
  return sql`SELECT id FROM (${firstIncludedSql(asked, nth)}) AS included ORDER BY id OFFSET ${nth}::int - 1 LIMIT 1`;
}

const taggedInRange = (asked: Asked) => inRangeSql(asked, sql`t.subscriber_id`);

type People = { from: Fragment; id: Fragment; isIncluded: Fragment };

function peopleSql(asked: Asked, isSparse: boolean): People {
  const all = { from: sql`subscriber s`, id: sql`s.id`, isIncluded: sql`TRUE` };
  if (isOfAll(asked)) return all;
  if (asked.audience.followUpOf !== null) return fetchedSql(unreachedSql(asked));
  return isSparse
    ? fetchedSql(taggedIdsSql(asked))
    : { ...all, isIncluded: isTaggedSql(asked.included, taggedInRange(asked)) };
}

/** OFFSET 0: not a join, whose order and way the planner would choose. */
function fetchedSql(ids: Fragment): People {
  return {
    from: sql`(SELECT DISTINCT id FROM (${ids}) AS named) AS chosen
              CROSS JOIN LATERAL (SELECT * FROM subscriber WHERE id = chosen.id OFFSET 0) AS s`,
    id: sql`chosen.id`,
    isIncluded: sql`TRUE`,
  };
}

function isOfAll({ audience: { everyone, followUpOf } }: Asked): boolean {
  return everyone && followUpOf === null;
}

function taggedIdsSql(asked: Asked): Fragment {
  return sql`SELECT subscriber_id AS id FROM subscriber_tag
              WHERE tag_id = ANY (${asked.included}::int[]) AND ${inRangeSql(asked, sql`subscriber_id`)}`;
}

// The first of each tag: together they are read in the order of their index, and no farther.
function firstTaggedIdsSql(asked: Asked, nth: Slot): Fragment {
  return sql`
  SELECT DISTINCT first.id
    FROM unnest(${asked.included}::int[]) AS tag
   CROSS JOIN LATERAL (SELECT subscriber_id AS id FROM subscriber_tag
                        WHERE tag_id = tag AND ${inRangeSql(asked, sql`subscriber_id`)}
                        ORDER BY subscriber_id LIMIT ${nth}::int) AS first`;
}

function firstIncludedSql(asked: Asked, nth: Slot): Fragment {
  if (isOfAll(asked)) return sql`SELECT id FROM subscriber WHERE ${inRangeSql(asked, sql`id`)}`;
  return asked.audience.followUpOf === null ? firstTaggedIdsSql(asked, nth) : unreachedSql(asked);
}
