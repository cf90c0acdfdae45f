import "server-only";
import { may } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import type { FindRecipient } from "../campaigns/schema";
import type { RecipientFilter, RecipientRow } from "../campaigns/views";
import { parsePhone, problemWords } from "../compliance/phone";
import { pool } from "../db/pool";
import { AppError } from "../errors";
import { formatPhone, maskPhone } from "../format";
import { type Cursor, decodeCursor, encodeCursor, type Page, pageSize, toPage } from "../paging";
import { numbersOfWave } from "../sending/rules";
import { getOrganisation } from "../settings/queries";
import { explain } from "./explain";
import { messageStatus, messageStatusOf } from "./rules";

/**
 * The people of one campaign, in the order of their rows. Exceptional states are read from message_exception; the normal
 * ones through a window of the primary key, so that every page costs the same at ten thousand and at ten million rows.
 * A window without enough hits makes a short page with a next one.
 */
export type RecipientRequest = { campaignId: number; filter: RecipientFilter; cursor?: string | null };

export async function listRecipients(viewer: Viewer, request: RecipientRequest): Promise<Page<RecipientRow>> {
  const cursor = decodeCursor(request.cursor);
  const listed = exceptional[request.filter];
  const found = listed
    ? await findListed(request.campaignId, listed, cursor)
    : await findInWindow(request.campaignId, normal[request.filter] ?? null, cursor);
  const page = toPage(found.records, cursor, (record) => [record.seq]);
  const rows = await toRows(viewer, request.campaignId, page.rows);
  return { rows, ...stepsOf(page, found, cursor) };
}

/** Statuses that message_exception lists. */
const exceptional: Partial<Record<RecipientFilter, readonly number[]>> = {
  failed: [messageStatus.failed, messageStatus.expired, messageStatus.rejected, messageStatus.aborted],
  skipped: [messageStatus.skipped],
  unknown: [messageStatus.unclear, messageStatus.unknown],
  canceled: [messageStatus.canceled],
};

const normal: Partial<Record<RecipientFilter, number>> = {
  delivered: messageStatus.delivered,
  waiting: messageStatus.queued,
};

type RecipientRecord = {
  seq: number;
  subscriberId: number;
  phone: string;
  status: number;
  code: number;
  parts: number;
  changedAt: Date;
  firstName: string | null;
  lastName: string | null;
};

/** `scannedTo` is the end of a window that was full: behind it there may be more. */
type Found = { records: RecipientRecord[]; scannedTo: number | null };

const columnsSql = `
  m.seq, m.subscriber_id AS "subscriberId", m.phone, m.status, m.code, m.parts, m.updated_at AS "changedAt",
  s.first_name AS "firstName", s.last_name AS "lastName"`;

/** The exceptions of several states merged by seq: one short index range per state. */
async function findListed(campaignId: number, statuses: readonly number[], cursor: Cursor | null): Promise<Found> {
  const { comparison, order, key } = directionOf(cursor);
  const result = await pool().query<RecipientRecord>(
    `WITH page AS (
       SELECT e.seq FROM unnest($2::smallint[]) AS wanted (status)
        CROSS JOIN LATERAL (
          SELECT seq FROM message_exception
           WHERE campaign_id = $1 AND status = wanted.status AND seq ${comparison} $3
           ORDER BY seq ${order} LIMIT ${pageSize + 1}) AS e
        ORDER BY e.seq ${order} LIMIT ${pageSize + 1}
     )
     SELECT ${columnsSql}
       FROM page JOIN message m ON m.campaign_id = $1 AND m.seq = page.seq
       LEFT JOIN subscriber s ON s.id = m.subscriber_id
      ORDER BY m.seq ${order}`,
    [campaignId, statuses, key],
  );
  return { records: result.rows, scannedTo: null };
}

/** Rows that a page may look through, about 20 ms. */
const windowSize = 50_000;

async function findInWindow(campaignId: number, status: number | null, cursor: Cursor | null): Promise<Found> {
  const { comparison, order, key } = directionOf(cursor);
  const from = cursor === null && status === messageStatus.queued ? await firstWaiting(campaignId) : key;
  const windowSql = `SELECT seq, status FROM message WHERE campaign_id = $1 AND seq ${comparison} $2
                      ORDER BY seq ${order} LIMIT $4`;
  const result = await pool().query<Partial<RecipientRecord> & { scanned: number; scannedTo: number }>(
    `WITH page AS MATERIALIZED (
       SELECT seq FROM (${windowSql}) AS looked
        WHERE $3::smallint IS NULL OR status = $3 ORDER BY seq ${order} LIMIT ${pageSize + 1}
     ), extent AS (
       -- Only a short page asks how far the window went; a full one stopped reading long before.
       SELECT count(*) AS scanned, ${order === "ASC" ? "max" : "min"}(seq) AS "scannedTo" FROM (${windowSql}) AS looked
        WHERE (SELECT count(*) FROM page) <= ${pageSize}
     )
     SELECT ${columnsSql}, extent.scanned, extent."scannedTo"
       FROM extent LEFT JOIN page ON true
       LEFT JOIN message m ON m.campaign_id = $1 AND m.seq = page.seq
       LEFT JOIN subscriber s ON s.id = m.subscriber_id
      ORDER BY m.seq ${order}`,
    [campaignId, from, status, status === null ? pageSize + 1 : windowSize],
  );
  const records = result.rows.filter((row): row is RecipientRecord & typeof row => typeof row.seq === "number");
  const extent = result.rows[0];
  const isFull = status !== null && extent?.scanned === windowSize;
  return { records, scannedTo: isFull ? extent.scannedTo : null };
}

/** The batches of a wave are sent in order: nobody before the first open one of each still waits. */
async function firstWaiting(campaignId: number): Promise<number> {
  const result = await pool().query<{ seq: number }>(
    `SELECT min(open.first_seq) - 1 AS seq
       FROM campaign c CROSS JOIN generate_series(0, greatest(jsonb_array_length(c.waves) - 1, 0)) AS wave
      CROSS JOIN LATERAL (
        SELECT first_seq FROM batch
         WHERE campaign_id = $1 AND state IN ('ready', 'claimed', 'sending')
           AND number > wave * $2::int AND number <= (wave + 1) * $2::int
         ORDER BY number LIMIT 1) AS open
      WHERE c.id = $1`,
    [campaignId, numbersOfWave],
  );
  return result.rows[0]?.seq ?? 0;
}

function directionOf(cursor: Cursor | null) {
  const isBackwards = cursor?.direction === "before";
  const key = Number(cursor?.key[0] ?? 0);
  return {
    comparison: isBackwards ? "<" : ">",
    order: isBackwards ? "DESC" : "ASC",
    key: Number.isSafeInteger(key) && Math.abs(key) < 2 ** 31 ? key : 0,
  };
}

/** A short page of a full window still leads on, to where the window ended. */
function stepsOf(page: Page<RecipientRecord>, { records, scannedTo }: Found, cursor: Cursor | null) {
  const isShort = records.length <= pageSize && scannedTo !== null;
  if (!isShort) return { next: page.next, previous: page.previous ?? wayBack(page, cursor) };
  const isBackwards = cursor?.direction === "before";
  const further = encodeCursor({ direction: isBackwards ? "before" : "after", key: [scannedTo] });
  return isBackwards
    ? { next: page.next, previous: further }
    : { next: further, previous: page.previous ?? wayBack(page, cursor) };
}

/** A page that turned out empty has no first row to step back from. */
function wayBack(page: Page<RecipientRecord>, cursor: Cursor | null): string | null {
  if (page.rows.length > 0 || cursor?.direction !== "after") return null;
  return encodeCursor({ direction: "before", key: [Number(cursor.key[0]) + 1] });
}

/**
 * The person with this number, if they were in the audience, also if they were deleted since. Batches know their first and
 * last subscriber, so this is one probe per campaign and needs no index on people.
 */
export async function findRecipients(viewer: Viewer, { campaignId, phone }: FindRecipient): Promise<RecipientRow[]> {
  const { defaultCountry } = await getOrganisation();
  const parsed = parsePhone(phone, defaultCountry);
  if (!parsed.ok) throw new AppError("invalid", undefined, { fields: { phone: problemWords[parsed.problem] } });
  const result = await pool().query<RecipientRecord>(
    `SELECT ${columnsSql}
       FROM (SELECT s.id, s.first_name, s.last_name, b.first_seq, b.last_seq
               FROM (SELECT id, first_name, last_name FROM subscriber WHERE phone = $2
                      UNION ALL
                     SELECT subscriber_id, NULL, NULL FROM former_subscriber WHERE phone = $2) AS s
               JOIN batch b ON b.campaign_id = $1 AND s.id BETWEEN b.first_subscriber_id AND b.last_subscriber_id
             OFFSET 0) AS s
      -- OFFSET 0: the planner expects a range of half the table and would read all of it.
      CROSS JOIN LATERAL (
        SELECT * FROM message WHERE campaign_id = $1 AND seq BETWEEN s.first_seq AND s.last_seq OFFSET 0) AS m
      WHERE m.subscriber_id = s.id`,
    [campaignId, parsed.phone],
  );
  return toRows(viewer, campaignId, result.rows);
}

async function toRows(
  viewer: Viewer,
  campaignId: number,
  records: readonly RecipientRecord[],
): Promise<RecipientRow[]> {
  const maySeeNumber = may(viewer, "subscriber.reveal");
  const reasons = await explain(records.map((record) => ({ ...record, campaignId })));
  return records.map((record, index) => toRow(record, reasons[index] ?? null, maySeeNumber));
}

function toRow(record: RecipientRecord, reason: string | null, maySeeNumber: boolean): RecipientRow {
  const name = [record.firstName, record.lastName].filter(Boolean).join(" ");
  return {
    seq: record.seq,
    subscriberId: record.subscriberId,
    name: record.firstName === null ? null : name,
    phone: maySeeNumber ? formatPhone(record.phone) : maskPhone(record.phone),
    status: messageStatusOf(record.status),
    code: record.code,
    reason,
    parts: record.parts,
    changedAt: record.changedAt.toISOString(),
  };
}
