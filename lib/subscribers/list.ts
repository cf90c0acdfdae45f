import "server-only";
import { may } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { pool } from "../db/pool";
import { all, type Fragment, keyword, sql } from "../db/sql";
import { composed } from "../db/statement";
import { toStorable } from "../db/storable";
import { bool, instant, int, json, known, nullable, text } from "../db/types";
import { type Cursor, idOf, type Page, pageSize, toPage } from "../paging";
import { toRow } from "./row";
import { likePattern, looksLikeNumber, type SubscriberStatus } from "./rules";
import type { SubscriberFilter, SubscriberRow, SubscriberTagRef } from "./views";

/** Newest first. Every page is a range of the primary key, so the last costs what the first does. */
export async function listSubscribers(
  viewer: Viewer,
  { query, tagId, status }: SubscriberFilter,
  cursor: Cursor | null,
): Promise<Page<SubscriberRow>> {
  const from = idOf(cursor);
  const isBack = from !== null && cursor?.direction === "before";
  const words = toStorable(query ?? "").trim();
  const search = words === "" ? null : searchOf(viewer, words);
  const rows = await subscriberPage.rows(pool(), { tagId, status, search, from, isBack });
  return toPage(
    rows.map((row) => toRow(viewer, row)),
    from === null ? null : cursor,
    ({ id }) => [id],
  );
}

/** One number, or text of which one indexed column is searched; `onNames` demands that names and address match by themselves. */
type Search = { phone: string } | { pattern: string; onNames: boolean };

/** A viewer who sees numbers masked must not learn them by searching: they are found by name and address, a number only as a whole. */
function searchOf(viewer: Viewer, words: string): Search {
  const isNumber = looksLikeNumber(words);
  const digits = words.replace(/\D/g, "");
  if (may(viewer, "subscriber.reveal")) {
    // A zero at home is no digit of the number abroad.
    return { pattern: likePattern(isNumber ? digits.replace(/^0+/, "") : words), onNames: false };
  }
  return isNumber ? { phone: `+${digits}` } : { pattern: likePattern(words), onNames: true };
}

type Taken = {
  tagId?: number | undefined;
  status?: SubscriberStatus | undefined;
  search: Search | null;
  /** The id that the page begins behind; before it, where `isBack`. */
  from: number | null;
  isBack: boolean;
};

export const subscriberPage = composed(
  {
    name: "subscriber-page",
    row: {
      id: int,
      phone: text,
      firstName: text,
      lastName: text,
      email: text,
      consentedAt: nullable(instant),
      createdAt: instant,
      isSuppressed: known(bool, "EXISTS has no third answer"),
      tags: known(json<SubscriberTagRef[]>(), "an empty list where there are none"),
    },
    samples: [
      { search: null, from: null, isBack: false },
      { status: "opted_out", tagId: 1, search: { phone: "" }, from: 1, isBack: false },
      { status: "no_consent", search: { pattern: "", onNames: true }, from: 1, isBack: true },
      { status: "subscribed", search: { pattern: "", onNames: false }, from: null, isBack: false },
    ] as Taken[],
  },
  (taken) => {
    const order = keyword(taken.isBack ? "ASC" : "DESC");
    return sql`
      WITH page AS (
        SELECT s.* FROM subscriber s WHERE ${all(conditionsOf(taken))} ORDER BY s.id ${order} LIMIT ${pageSize + 1}
      )
      SELECT s.id, s.phone, s.first_name AS "firstName", s.last_name AS "lastName", s.email,
             s.consented_at AS "consentedAt", s.created_at AS "createdAt", ${isSuppressed} AS "isSuppressed",
             coalesce((
               SELECT jsonb_agg(jsonb_build_object('id', tag.id, 'name', tag.name) ORDER BY lower(tag.name))
                 FROM subscriber_tag st JOIN tag ON tag.id = st.tag_id WHERE st.subscriber_id = s.id), '[]') AS tags
        FROM page s ORDER BY s.id ${order}`;
  },
);

function conditionsOf({ tagId, status, search, from, isBack }: Taken): Fragment[] {
  const conditions: Fragment[] = [];
  if (tagId !== undefined) {
    conditions.push(
      sql`EXISTS (SELECT FROM subscriber_tag st WHERE st.tag_id = ${int(tagId)} AND st.subscriber_id = s.id)`,
    );
  }
  if (status) conditions.push(conditionOf[status]);
  if (search) conditions.push(searchCondition(search));
  if (from !== null) conditions.push(sql`s.id ${keyword(isBack ? ">" : "<")} ${int(from)}`);
  return conditions;
}

const isSuppressed = sql`EXISTS (SELECT FROM suppression stop WHERE stop.phone = s.phone)`;

const conditionOf: Record<SubscriberStatus, Fragment> = {
  opted_out: isSuppressed,
  no_consent: sql`s.consented_at IS NULL AND NOT ${isSuppressed}`,
  subscribed: sql`s.consented_at IS NOT NULL AND NOT ${isSuppressed}`,
};

function searchCondition(search: Search): Fragment {
  if ("phone" in search) return sql`s.phone = ${text(search.phone)}`;
  const pattern = text(search.pattern);
  if (!search.onNames) return sql`s.search LIKE ${pattern}`;
  return sql`s.search LIKE ${pattern} AND lower(s.first_name || ' ' || s.last_name || ' ' || s.email) LIKE ${pattern}`;
}
