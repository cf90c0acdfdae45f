import "server-only";
import { isPassing } from "../db/errors";
import { tryToApply } from "../db/locks";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { type RowOf, statement } from "../db/statement";
import { toStorable } from "../db/storable";
import { inSavepoint, inTransaction } from "../db/transaction";
import { bigint, instant, text } from "../db/types";
import { faultPoint } from "../faults";
import { applyWords, isWords, type Words } from "../inbox/words";
import { log } from "../log";
import { mayBecome } from "../messages/rules";
import { type ParsedCallback, parseCallback } from "../sinch";
import { applyBatchReports } from "./batch-reports";
import { applyDirectReports } from "./direct-reports";
import type { Report } from "./report";
import { statusOfReport } from "./status";

/**
 * Applies stored callbacks in batches: one transaction marks them applied and moves the messages, so a crash applies
 * them again or not at all, never by half. One applier at a time per database; duplicates and reordering change
 * nothing, since a message only climbs.
 */
const largestBatch = 5_000;

/** Returns whether there may be more. */
export async function applyCallbacks(): Promise<boolean> {
  const applied = await inTransaction(async (tx) => {
    if (!(await isOnlyApplier(tx))) return 0;
    const events = await takeEvents(tx);
    if (events.length === 0) return 0;
    await applyEvents(tx, events);
    faultPoint("apply.beforeCommit");
    return events.length;
  });
  if (applied > 0) faultPoint("apply.afterCommit");
  return applied === largestBatch;
}

async function isOnlyApplier(tx: Sql): Promise<boolean> {
  return (await tryToApply.one(tx)).isLocked;
}

async function takeEvents(tx: Sql): Promise<StoredEvent[]> {
  const events = await take.rows(tx);
  return events.sort((left, right) => left.id - right.id);
}

const take = statement(
  { name: "take-callbacks", row: { id: bigint, receivedAt: instant, body: text } },
  () => sql`
    UPDATE webhook_event e SET applied_at = now()
      FROM (SELECT id, received_at FROM webhook_event WHERE applied_at IS NULL ORDER BY id LIMIT ${largestBatch}) AS due
     WHERE e.id = due.id AND e.received_at = due.received_at
    RETURNING e.id, e.received_at AS "receivedAt", e.body`,
);

type StoredEvent = RowOf<typeof take>;

async function applyEvents(tx: Sql, events: readonly StoredEvent[]): Promise<void> {
  const reports: Report[] = [];
  for (const event of events) {
    const callback = parseCallback(event.body);
    if (isWords(callback)) await applyWordsSafely(tx, callback, event);
    reports.push(...reportsOf(callback));
  }
  const best = strongestPerRecipient(reports);
  await applyBatchReports(
    tx,
    best.filter((report) => report.clientReference.startsWith("c.")),
  );
  await applyDirectReports(
    tx,
    best.filter((report) => report.clientReference.startsWith("d.")),
  );
}

/** The largest value of the column; Sinch's codes end at 413 today. */
const largestCode = 32_767;

function reportsOf(callback: ParsedCallback): Report[] {
  if (callback.kind !== "delivery_report" || callback.clientReference === null) return [];
  return [
    {
      // One report that the database refuses would hold up all the others for ever.
      clientReference: toStorable(callback.clientReference),
      providerBatchId: toStorable(callback.providerBatchId),
      phone: callback.recipient,
      status: statusOfReport(callback.status, callback.code),
      code: Math.min(callback.code, largestCode),
    },
  ];
}

/** Many reports of one message become one: the same as if they had been applied one after another. */
function strongestPerRecipient(reports: readonly Report[]): Report[] {
  const strongest = new Map<string, Report>();
  for (const report of reports) {
    const key = `${report.clientReference}\n${report.phone}`;
    const known = strongest.get(key);
    if (!known || mayBecome(known.status, report.status)) strongest.set(key, report);
  }
  return [...strongest.values()];
}

/** One answer that cannot be applied must not hold up the rest; it stays on record with the mark of its problem. */
async function applyWordsSafely(tx: Sql, words: Words, event: StoredEvent): Promise<void> {
  try {
    await inSavepoint(tx, () => applyWords(tx, words));
  } catch (error) {
    // A lost race is no fault of the message: the whole round is rolled back and done again.
    if (isPassing(error)) throw error;
    const errorId = log.error("inbound message could not be applied", error, { eventId: event.id });
    await markProblem.run(tx, { id: event.id, receivedAt: event.receivedAt, problem: errorId });
  }
}

const markProblem = statement(
  { name: "mark-callback", params: { id: bigint, receivedAt: instant, problem: text } },
  ({ id, receivedAt, problem }) => sql`
    UPDATE webhook_event SET problem = ${problem} WHERE id = ${id} AND received_at = ${receivedAt}`,
);
