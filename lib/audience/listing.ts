import "server-only";
import type { FrequencyCap } from "../settings/schema";
import { enoughSql } from "./frequency-cap";
import { inRangeSql, isExcludedSql, isTaggedSql, skipSql, unreachedSql } from "./members";
import { placeKeySql } from "./place-key";
import type { Audience } from "./schema";

/**
 * The members of an audience range by range, as SQL, for whoever writes them down: $1 = included tags, or the campaign it follows;
 * $2 = excluded tags; ids above $3 up to $4; under a frequency cap $5 = the campaign that asks.
 *
 * A range costs what it holds, however many people there are beside it. And it does not cost more where the planner expects
 * nobody, as of people who were imported a minute ago: a join would then compare each with each. So tags and opt-outs are probed,
 * or hashed where many are expected (IS TRUE, because a condition by itself becomes a join). See decision 038.
 */

/**
 * Numbered from 1 in their order, with what would make us skip them and where they are. In a sparse range people are fetched by id,
 * which costs ten times as much for each as reading past somebody.
 */
export function listedSql(audience: Audience, cap: FrequencyCap | null, isSparse: boolean): string {
  const { from, id, isIncluded } = peopleSql(audience, isSparse);
  return `SELECT ${id} AS id, s.phone, ${skipSql(cap, isSuppressedSql)} AS skip, ${placeKeySql} AS place,
                 row_number() OVER (ORDER BY ${id} ROWS UNBOUNDED PRECEDING) AS number
            FROM ${from} ${cap ? enoughSql(cap) : ""}
           WHERE ${inRangeSql(id)} AND (${isIncluded}) IS TRUE AND (${isExcludedSql(audience, taggedInRange)}) IS NOT TRUE`;
}

/** The id of the $5th of those who are included, whether excluded or not, if there are so many. */
export function nthIncludedSql(audience: Audience): string {
  return `SELECT id FROM (${firstIncludedSql(audience)}) AS included
           WHERE $1::int[] IS NOT NULL AND $2::int[] IS NOT NULL ORDER BY id OFFSET $5::int - 1 LIMIT 1`;
}

const taggedInRange = inRangeSql("t.subscriber_id");
const isSuppressedSql = `EXISTS (SELECT FROM suppression x WHERE x.subscriber_id = s.id AND ${inRangeSql("x.subscriber_id")})`;

type People = { from: string; id: string; isIncluded: string };

function peopleSql(audience: Audience, isSparse: boolean): People {
  const isIncluded = "$1::int[] IS NOT NULL";
  if (isOfAll(audience)) return { from: "subscriber s", id: "s.id", isIncluded };
  if (audience.followUpOf !== null) return { ...fetchedSql(unreachedSql), isIncluded };
  return isSparse
    ? { ...fetchedSql(taggedIdsSql), isIncluded }
    : { from: "subscriber s", id: "s.id", isIncluded: isTaggedSql("$1", taggedInRange) };
}

/** OFFSET 0: not a join, whose order and way the planner would choose. */
function fetchedSql(idsSql: string): { from: string; id: string } {
  return {
    from: `(SELECT DISTINCT id FROM (${idsSql}) AS named) AS chosen
           CROSS JOIN LATERAL (SELECT * FROM subscriber WHERE id = chosen.id OFFSET 0) AS s`,
    id: "chosen.id",
  };
}

function isOfAll({ everyone, followUpOf }: Audience): boolean {
  return everyone && followUpOf === null;
}

const taggedIdsSql = `SELECT subscriber_id AS id FROM subscriber_tag WHERE tag_id = ANY ($1::int[]) AND ${inRangeSql("subscriber_id")}`;

// The first of each tag: together they are read in the order of their index, and no farther.
const firstTaggedIdsSql = `
  SELECT DISTINCT first.id
    FROM unnest($1::int[]) AS tag
   CROSS JOIN LATERAL (SELECT subscriber_id AS id FROM subscriber_tag
                        WHERE tag_id = tag AND ${inRangeSql("subscriber_id")} ORDER BY subscriber_id LIMIT $5::int) AS first`;

function firstIncludedSql(audience: Audience): string {
  if (isOfAll(audience)) return `SELECT id FROM subscriber WHERE ${inRangeSql("id")}`;
  return audience.followUpOf === null ? firstTaggedIdsSql : unreachedSql;
}
