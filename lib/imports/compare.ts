import "server-only";
import { type Fragment, sql } from "../db/sql";
import { int, known, type Slot } from "../db/types";

/**
 * What importing a contact would change: the same SQL for the preview and the merge, so that they cannot disagree.
 * A blank cell never erases a value. Consent already on record stays as it is, and an opt-out gets none: an import
 * never speaks for somebody who said STOP.
 */
export type Comparison = {
  importId: Slot;
  /** Contacts above this number. */
  above: Slot;
  /** Up to this number. */
  through: Slot;
  tagIds: Slot;
};

/** `isTagMissing`: a tag is yet to be made, so each person lacks one. */
export function comparedContacts(asked: Comparison, isTagMissing: Fragment = sql`FALSE`): Fragment {
  const { importId, above, through, tagIds } = asked;
  return sql`
  SELECT c.number, c.phone, c.country, c.first_name, c.last_name, c.email, c.attributes,
         s.id AS subscriber_id,
         stop.phone IS NOT NULL AS is_suppressed,
         stop.phone IS NULL AND s.consented_at IS NULL AS grants,
         s.id IS NOT NULL AND (
              (stop.phone IS NULL AND s.consented_at IS NULL)
           OR (c.first_name <> '' AND c.first_name <> s.first_name)
           OR (c.last_name <> '' AND c.last_name <> s.last_name)
           OR (c.email <> '' AND c.email <> s.email)
           OR (s.country IS NULL AND c.country IS NOT NULL)
           OR NOT s.attributes @> c.attributes
         ) AS is_edited,
         s.id IS NOT NULL AND (${isTagMissing} OR EXISTS (
           SELECT FROM unnest(${tagIds}::int[]) AS wanted(id)
            WHERE NOT EXISTS (SELECT FROM subscriber_tag st WHERE st.tag_id = wanted.id AND st.subscriber_id = s.id)
         )) AS lacks_tags
    FROM import_contact c
    LEFT JOIN subscriber s ON s.phone = c.phone
    LEFT JOIN suppression stop ON stop.phone = c.phone
   WHERE c.import_id = ${importId} AND c.number > ${above} AND c.number <= ${through}`;
}

/** Counts over rows of the above, under the name `compared`. */
export const comparedCounts = sql`
  count(*) FILTER (WHERE subscriber_id IS NULL)::int AS created,
  count(*) FILTER (WHERE is_edited OR lacks_tags)::int AS updated,
  count(*) FILTER (WHERE subscriber_id IS NOT NULL AND NOT (is_edited OR lacks_tags))::int AS unchanged,
  count(*) FILTER (WHERE is_suppressed)::int AS suppressed`;

/** The columns of the above. */
export const countedRow = {
  created: known(int, "count"),
  updated: known(int, "count"),
  unchanged: known(int, "count"),
  suppressed: known(int, "count"),
};
