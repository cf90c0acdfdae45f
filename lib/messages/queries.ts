import "server-only";
import { may } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import type { FindRecipient } from "../campaigns/schema";
import type { RecipientFilter, RecipientRow } from "../campaigns/views";
import { parsePhone, problemWords } from "../compliance/phone";
import { pool } from "../db/pool";
import { keyword, sql } from "../db/sql";
import { composed, statement } from "../db/statement";
import { arrayOf, bigint, instant, int, known, nullable, smallint, text, type ValuesOf } from "../db/types";
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
  const statuses = exceptional[request.filter];
  const found = statuses
    ? await findListed(request.campaignId, statuses, cursor)
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

const recipient = {
  seq: int,
  subscriberId: int,
  phone: text,
  status: smallint,
  code: smallint,
  parts: smallint,
  changedAt: instant,
  firstName: nullable(text),
  lastName: nullable(text),
};

type RecipientRecord = ValuesOf<typeof recipient>;

/** `scannedTo` is the end of a window that was full: behind it there may be more. */
type Found = { records: RecipientRecord[]; scannedTo: number | null };

const columns = sql`
  m.seq, m.subscriber_id AS "subscriberId", m.phone, m.status, m.code, m.parts, m.updated_at AS "changedAt",
  s.first_name AS "firstName", s.last_name AS "lastName"`;

async function findListed(campaignId: number, statuses: readonly number[], cursor: Cursor | null): Promise<Found> {
  const records = await listed.rows(pool(), { campaignId, statuses, ...startOf(cursor) });
  return { records, scannedTo: null };
}

type Listed = { campaignId: number; statuses: readonly number[]; isBackwards: boolean; key: number };

/** The exceptions of several states merged by seq: one short index range per state. */
const listed = composed(
  {
    name: "list-exceptional-recipients",
    row: recipient,
    samples: [
      { campaignId: 1, statuses: [31, 32], isBackwards: false, key: 0 },
      { campaignId: 1, statuses: [40], isBackwards: true, key: 9 },
    ] as Listed[],
  },
  ({ campaignId, statuses, isBackwards, key }) => {
    const id = int(campaignId);
    const { comparison, order } = directionOf(isBackwards);
    return sql`
    WITH page AS (
      SELECT e.seq FROM unnest(${arrayOf(smallint)(statuses)}::smallint[]) AS wanted (status)
       CROSS JOIN LATERAL (
         SELECT seq FROM message_exception
          WHERE campaign_id = ${id} AND status = wanted.status AND seq ${comparison} ${int(key)}
          ORDER BY seq ${order} LIMIT ${pageSize + 1}) AS e
       ORDER BY e.seq ${order} LIMIT ${pageSize + 1}
    )
    SELECT ${columns}
      FROM page JOIN message m ON m.campaign_id = ${id} AND m.seq = page.seq
      LEFT JOIN subscriber s ON s.id = m.subscriber_id
     ORDER BY m.seq ${order}`;
  },
);

/** Rows that a page may look through, about 20 ms. */
const windowSize = 50_000;

async function findInWindow(campaignId: number, status: number | null, cursor: Cursor | null): Promise<Found> {
  const { isBackwards, key } = startOf(cursor);
  const from = cursor === null && status === messageStatus.queued ? await firstWaitingIn(campaignId) : key;
  const rows = await inWindow.rows(pool(), { campaignId, status, isBackwards, key: from });
  const records = rows.filter((row): row is RecipientRecord & typeof row => row.seq !== null);
  const [extent] = rows;
  const isFull = status !== null && extent?.scanned === windowSize;
  return { records, scannedTo: isFull ? extent.scannedTo : null };
}

type InWindow = { campaignId: number; status: number | null; isBackwards: boolean; key: number };

const inWindow = composed(
  {
    name: "list-recipients",
    row: {
      seq: nullable(int),
      subscriberId: nullable(int),
      phone: nullable(text),
      status: nullable(smallint),
      code: nullable(smallint),
      parts: nullable(smallint),
      changedAt: nullable(instant),
      firstName: nullable(text),
      lastName: nullable(text),
      scanned: known(bigint, "count"),
      scannedTo: nullable(int),
    },
    samples: [
      { campaignId: 1, status: 30, isBackwards: false, key: 0 },
      { campaignId: 1, status: null, isBackwards: true, key: 9 },
    ] as InWindow[],
  },
  ({ campaignId, status, isBackwards, key }) => {
    const id = int(campaignId);
    const { comparison, order } = directionOf(isBackwards);
    const wanted = status === null ? sql`TRUE` : sql`status = ${smallint(status)}`;
    const limit = status === null ? pageSize + 1 : windowSize;
    const window = sql`
      SELECT seq, status FROM message WHERE campaign_id = ${id} AND seq ${comparison} ${int(key)} ORDER BY seq ${order} LIMIT ${limit}`;
    return sql`
    WITH page AS MATERIALIZED (
      SELECT seq FROM (${window}) AS looked WHERE ${wanted} ORDER BY seq ${order} LIMIT ${pageSize + 1}
    ), extent AS (
      -- Only a short page asks how far the window went; a full one stopped reading long before.
      SELECT count(*) AS scanned, ${keyword(isBackwards ? "min" : "max")}(seq) AS "scannedTo" FROM (${window}) AS looked
       WHERE (SELECT count(*) FROM page) <= ${pageSize}
    )
    SELECT ${columns}, extent.scanned, extent."scannedTo"
      FROM extent LEFT JOIN page ON true
      LEFT JOIN message m ON m.campaign_id = ${id} AND m.seq = page.seq
      LEFT JOIN subscriber s ON s.id = m.subscriber_id
     ORDER BY m.seq ${order}`;
  },
);

async function firstWaitingIn(campaignId: number): Promise<number> {
  return (await firstWaiting.one(pool(), { campaignId })).seq ?? 0;
}

/** The batches of a wave are sent in order: nobody before the first open one of each still waits. */
const firstWaiting = statement(
  { name: "first-waiting", params: { campaignId: int }, row: { seq: nullable(int) } },
  ({ campaignId }) => sql`
    SELECT min(open.first_seq) - 1 AS seq
      FROM campaign c CROSS JOIN generate_series(0, greatest(jsonb_array_length(c.waves) - 1, 0)) AS wave
     CROSS JOIN LATERAL (
       SELECT first_seq FROM batch
        WHERE campaign_id = ${campaignId} AND state IN ('ready', 'claimed', 'sending')
          AND number > wave * ${numbersOfWave} AND number <= (wave + 1) * ${numbersOfWave}
        ORDER BY number LIMIT 1) AS open
     WHERE c.id = ${campaignId}`,
);

function directionOf(isBackwards: boolean) {
  return { comparison: keyword(isBackwards ? "<" : ">"), order: keyword(isBackwards ? "DESC" : "ASC") };
}

function startOf(cursor: Cursor | null) {
  const key = Number(cursor?.key[0] ?? 0);
  return {
    isBackwards: cursor?.direction === "before",
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
  return toRows(viewer, campaignId, await withNumber.rows(pool(), { campaignId, phone: parsed.phone }));
}

// OFFSET 0: the planner expects a range of half the table and would read all of it.
const withNumber = statement(
  { name: "recipients-with-number", params: { campaignId: int, phone: text }, row: recipient },
  ({ campaignId, phone }) => sql`
    SELECT ${columns}
      FROM (SELECT s.id, s.first_name, s.last_name, b.first_seq, b.last_seq
              FROM (SELECT id, first_name, last_name FROM subscriber WHERE phone = ${phone}
                     UNION ALL
                    SELECT subscriber_id, NULL, NULL FROM former_subscriber WHERE phone = ${phone}) AS s
              JOIN batch b ON b.campaign_id = ${campaignId} AND s.id BETWEEN b.first_subscriber_id AND b.last_subscriber_id
            OFFSET 0) AS s
     CROSS JOIN LATERAL (
       SELECT * FROM message WHERE campaign_id = ${campaignId} AND seq BETWEEN s.first_seq AND s.last_seq OFFSET 0) AS m
     WHERE m.subscriber_id = s.id`,
);

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
