import "server-only";
import { may } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { parsePhone, problemWords } from "../compliance/phone";
import { pool } from "../db/pool";
import { env } from "../env";
import { AppError } from "../errors";
import { formatPhone, maskPhone } from "../format";
import { type Cursor, decodeCursor, type Page, pageSize, toPage } from "../paging";
import { getOrganisation } from "../settings/queries";
import type { Evidence, NumberStanding, OptOutRow } from "./views";

/** Newest first. Cursors travel in addresses, so they carry a keyed hash instead of the number. */
export async function listOptOuts(viewer: Viewer, text: string | null): Promise<Page<OptOutRow>> {
  const cursor = readCursor(text);
  const { rows } = await pool().query<OptOutRecord>(listSql(cursor?.direction === "before"), [
    cursor?.key[0] ?? null,
    cursor?.key[1] ?? null,
    pageSize + 1,
    env().NEXTAUTH_SECRET,
  ]);
  return toPage(
    rows.map((record) => toRow(viewer, record)),
    cursor,
    ({ at, token }) => [at, token],
  );
}

/** A cursor that was tampered with means the first page. */
function readCursor(text: string | null): Cursor | null {
  const cursor = decodeCursor(text);
  const [at, token] = cursor?.key ?? [];
  // Only as we write it: JavaScript reads dates that Postgres does not.
  const isWhole = typeof at === "string" && /^[12]\d{3}-\d\d-\d\dT[\d:.]+Z$/.test(at) && typeof token === "string";
  if (isWhole && Number.isNaN(Date.parse(at))) return null;
  return cursor && isWhole ? cursor : null;
}

type OptOutRecord = Pick<OptOutRow, "token" | "subscriber" | "source" | "keyword" | "campaign"> & {
  phone: string;
  at: Date;
};

function toRow(viewer: Viewer, { phone, at, ...record }: OptOutRecord): OptOutRow {
  return {
    ...record,
    phone: may(viewer, "subscriber.reveal") ? formatPhone(phone) : maskPhone(phone),
    e164: may(viewer, "optout.write") ? phone : null,
    at: at.toISOString(),
  };
}

const tokenSql = "left(encode(sha256(convert_to($4 || x.phone, 'UTF8')), 'hex'), 24)";

// The cursor's row is found among those of its instant. Should it have been lifted meanwhile, that instant's rows are
// shown once more rather than left out.
function listSql(isBackwards: boolean): string {
  const [comparison, order, lost] = isBackwards ? [">", "ASC", ""] : ["<", "DESC", "~"];
  return `
  WITH page AS (
    SELECT x.phone, x.source, x.keyword, x.campaign_id, x.created_at FROM suppression x
     WHERE $1::timestamptz IS NULL
        OR (x.created_at, x.phone) ${comparison} ($1, coalesce((
             SELECT x.phone FROM suppression x WHERE x.created_at = $1 AND ${tokenSql} = $2::text), '${lost}'))
     ORDER BY x.created_at ${order}, x.phone ${order} LIMIT $3
  )
  SELECT ${tokenSql} AS token, x.phone, x.source, x.keyword, x.created_at AS at,
         CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'name', c.name) END AS campaign,
         CASE WHEN s.id IS NOT NULL
              THEN json_build_object('id', s.id, 'name', trim(s.first_name || ' ' || s.last_name)) END AS subscriber
    FROM page x LEFT JOIN campaign c ON c.id = x.campaign_id LEFT JOIN subscriber s ON s.phone = x.phone
   ORDER BY x.created_at ${order}, x.phone ${order}`;
}

/** What we know about a number that somebody typed. */
export async function getNumberStanding(_viewer: Viewer, input: { phone: string }): Promise<NumberStanding> {
  const phone = await readTypedPhone(input.phone);
  const [standing, evidence] = await Promise.all([
    pool().query<Pick<NumberStanding, "isOptedOut" | "subscriber">>(standingSql, [phone]),
    pool().query<Omit<Evidence, "at"> & { at: Date }>(evidenceSql, [phone]),
  ]);
  return {
    phone: formatPhone(phone),
    e164: phone,
    isOptedOut: standing.rows[0]?.isOptedOut ?? false,
    subscriber: standing.rows[0]?.subscriber ?? null,
    evidence: evidence.rows.map((row) => ({ ...row, at: row.at.toISOString() })),
  };
}

const standingSql = `
  SELECT EXISTS (SELECT 1 FROM suppression WHERE phone = $1) AS "isOptedOut",
         (SELECT json_build_object('id', id, 'name', trim(first_name || ' ' || last_name))
            FROM subscriber WHERE phone = $1) AS subscriber`;

const evidenceSql = `
  SELECT e.id, e.kind, e.source, e.wording, e.occurred_at AS at, u.name AS by,
         CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'name', c.name) END AS campaign
    FROM consent_event e LEFT JOIN campaign c ON c.id = e.campaign_id LEFT JOIN "user" u ON u.id = e.user_id
   WHERE e.phone = $1 ORDER BY e.id DESC LIMIT 100`;

/** A number in any spelling → E.164, read as the organisation's country would. */
export async function readTypedPhone(typed: string): Promise<string> {
  const { defaultCountry } = await getOrganisation();
  const parsed = parsePhone(typed, defaultCountry);
  if (parsed.ok) return parsed.phone;
  const words = problemWords[parsed.problem];
  throw new AppError("invalid", words, { fields: { phone: words } });
}
