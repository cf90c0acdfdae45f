import "server-only";
import { may } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { parsePhone } from "../compliance/phone";
import { pool } from "../db/pool";
import { toStorable } from "../db/storable";
import { AppError } from "../errors";
import { formatPhone, maskPhone } from "../format";
import { type Cursor, idOf, type Page, pageSize, toPage } from "../paging";
import { looksLikeNumber, type SubscriberStatus, statusOf } from "./rules";
import type {
  ConsentEvidence,
  SubscriberCounts,
  SubscriberDetail,
  SubscriberFilter,
  SubscriberRow,
  SubscriberTagRef,
} from "./views";

type Found = {
  id: number;
  phone: string;
  first_name: string;
  last_name: string;
  email: string;
  consented_at: Date | null;
  created_at: Date;
  is_suppressed: boolean;
  tags: SubscriberTagRef[];
};

const isSuppressed = "EXISTS (SELECT FROM suppression stop WHERE stop.phone = s.phone)";

const conditionOf: Record<SubscriberStatus, string> = {
  opted_out: isSuppressed,
  no_consent: `s.consented_at IS NULL AND NOT ${isSuppressed}`,
  subscribed: `s.consented_at IS NOT NULL AND NOT ${isSuppressed}`,
};

/** Newest first. Every page is a range of the primary key, so the last costs what the first does. */
export async function listSubscribers(
  viewer: Viewer,
  filter: SubscriberFilter,
  cursor: Cursor | null,
): Promise<Page<SubscriberRow>> {
  const id = idOf(cursor);
  const isBack = id !== null && cursor?.direction === "before";
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = conditionsOf(viewer, filter, bind);
  if (id !== null) where.push(`s.id ${isBack ? ">" : "<"} ${bind(id)}`);
  const { rows } = await pool().query<Found>(
    `WITH page AS (
       SELECT s.* FROM subscriber s ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""}
        ORDER BY s.id ${isBack ? "ASC" : "DESC"} LIMIT ${bind(pageSize + 1)})
     SELECT s.id, s.phone, s.first_name, s.last_name, s.email, s.consented_at, s.created_at,
            ${isSuppressed} AS is_suppressed, ${tagsOf} AS tags
       FROM page s ORDER BY s.id ${isBack ? "ASC" : "DESC"}`,
    values,
  );
  return toPage(
    rows.map((row) => toRow(viewer, row)),
    id === null ? null : cursor,
    ({ id }) => [id],
  );
}

const tagsOf = `coalesce((
  SELECT jsonb_agg(jsonb_build_object('id', tag.id, 'name', tag.name) ORDER BY lower(tag.name))
    FROM subscriber_tag st JOIN tag ON tag.id = st.tag_id WHERE st.subscriber_id = s.id), '[]')`;

function conditionsOf(viewer: Viewer, filter: SubscriberFilter, bind: (value: unknown) => string): string[] {
  const conditions: string[] = [];
  if (filter.tagId !== undefined) {
    conditions.push(
      `EXISTS (SELECT FROM subscriber_tag st WHERE st.tag_id = ${bind(filter.tagId)} AND st.subscriber_id = s.id)`,
    );
  }
  if (filter.status) conditions.push(`(${conditionOf[filter.status]})`);
  const query = toStorable(filter.query ?? "").trim();
  if (query) conditions.push(searchCondition(viewer, query, bind));
  return conditions;
}

/**
 * One indexed column is searched. Whoever sees numbers masked must not learn them by searching: for them the names and
 * the address have to match on their own, and a number only as a whole.
 */
function searchCondition(viewer: Viewer, query: string, bind: (value: unknown) => string): string {
  const isNumber = looksLikeNumber(query);
  if (!may(viewer, "subscriber.reveal")) {
    if (isNumber) return `s.phone = ${bind(`+${query.replace(/\D/g, "")}`)}`;
    const pattern = bind(likePattern(query));
    return `s.search LIKE ${pattern} AND lower(s.first_name || ' ' || s.last_name || ' ' || s.email) LIKE ${pattern}`;
  }
  // A zero at home is no digit of the number abroad.
  const text = isNumber ? query.replace(/\D/g, "").replace(/^0+/, "") : query;
  return `s.search LIKE ${bind(likePattern(text))}`;
}

function likePattern(query: string): string {
  return `%${query.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
}

function toRow(viewer: Viewer, row: Found): SubscriberRow {
  return {
    id: row.id,
    name: [row.first_name, row.last_name].filter(Boolean).join(" "),
    phone: shownPhone(viewer, row.phone),
    email: row.email,
    status: statusOf({ isSuppressed: row.is_suppressed, consentedAt: row.consented_at }),
    tags: row.tags,
    createdAt: row.created_at,
  };
}

export function shownPhone(viewer: Viewer, phone: string): string {
  return may(viewer, "subscriber.reveal") ? formatPhone(phone) : maskPhone(phone);
}

/**
 * The one subscriber with this number, however it is written. Whoever may see numbers also finds somebody by seven digits
 * or more when nobody else has them: a number of another country than the usual one, written as at home.
 */
export async function findSubscriberByPhone(
  viewer: Viewer,
  query: string,
  defaultCountry: string | null,
): Promise<number | null> {
  const parsed = parsePhone(query, defaultCountry);
  if (parsed.ok) {
    const { rows } = await pool().query<{ id: number }>("SELECT id FROM subscriber WHERE phone = $1", [parsed.phone]);
    if (rows[0]) return rows[0].id;
  }
  const digits = query.replace(/\D/g, "").replace(/^0+/, "");
  if (!looksLikeNumber(query) || digits.length < 7 || !may(viewer, "subscriber.reveal")) return null;
  const { rows } = await pool().query<{ id: number }>(
    "SELECT id FROM subscriber WHERE search LIKE $1 AND phone LIKE $1 LIMIT 2",
    [likePattern(digits)],
  );
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}

export async function getSubscriber(viewer: Viewer, id: number): Promise<SubscriberDetail> {
  const { rows } = await pool().query<
    Found & { country: string | null; time_zone: string | null; attributes: Record<string, string>; updated_at: Date }
  >(`SELECT s.*, ${isSuppressed} AS is_suppressed, ${tagsOf} AS tags FROM subscriber s WHERE s.id = $1`, [id]);
  const [row] = rows;
  if (!row) throw new AppError("not_found");
  return {
    ...toRow(viewer, row),
    firstName: row.first_name,
    lastName: row.last_name,
    country: row.country,
    timeZone: row.time_zone,
    attributes: row.attributes,
    consentedAt: row.consented_at,
    updatedAt: row.updated_at,
  };
}

/** What is on record for the subscriber's number, the newest first; at most 100. */
export async function listConsentEvidence(_viewer: Viewer, subscriberId: number): Promise<ConsentEvidence[]> {
  const { rows } = await pool().query<ConsentEvidence>(
    `SELECT e.id, e.kind, e.source, e.wording, e.occurred_at AS "occurredAt", e.recorded_at AS "recordedAt",
            u.name AS "recordedBy",
            CASE WHEN i.id IS NOT NULL THEN jsonb_build_object(
              'id', i.id, 'fileName', i.file_name, 'consentSource', coalesce(i.options->>'consentSource', '')) END AS import,
            CASE WHEN c.id IS NOT NULL THEN jsonb_build_object('id', c.id, 'name', c.name) END AS campaign
       FROM subscriber s JOIN consent_event e ON e.phone = s.phone
       LEFT JOIN "user" u ON u.id = e.user_id
       LEFT JOIN import i ON i.id = e.import_id
       LEFT JOIN campaign c ON c.id = e.campaign_id
      WHERE s.id = $1 ORDER BY e.id DESC LIMIT 100`,
    [subscriberId],
  );
  return rows;
}

/** Kept by triggers: nothing is counted here. Opt-outs include numbers that are no subscriber's. */
export async function getSubscriberCounts(_viewer: Viewer): Promise<SubscriberCounts> {
  const { rows } = await pool().query<{ name: string; total: number }>(
    "SELECT name, total FROM table_counter WHERE name IN ('subscriber', 'suppression')",
  );
  const total = (name: string) => rows.find((row) => row.name === name)?.total ?? 0;
  return { subscribers: total("subscriber"), optedOut: total("suppression") };
}
