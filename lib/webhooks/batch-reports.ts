import "server-only";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { arrayOf, int, known, nullable, smallint, text } from "../db/types";
import { log } from "../log";
import { lockBatches, type MessageMove, moveMessages } from "../messages/commands";
import { adoptAccepted } from "../sending/batch/adopt";
import { notedPartsSql } from "../sending/batch/noted-parts";
import { applyProofs } from "./proofs";
import type { Report } from "./report";

/**
 * Reports about batches: by `client_reference` to the batch, by number to the message. A report may overtake the
 * answer to its POST; a report about a batch whose outcome was unknown proves that Sinch had accepted it.
 */
export async function applyBatchReports(tx: Sql, reports: readonly Report[]): Promise<void> {
  if (reports.length === 0) return;
  const batchOf = await findBatches(tx, [...new Set(reports.map((report) => report.clientReference))]);
  const known = reports.filter((report) => batchOf.has(report.clientReference));
  if (known.length < reports.length) {
    log.warn("reports for batches we do not know", { reports: reports.length - known.length });
  }
  const batchIds = [...new Set(batchOf.values())];
  await lockBatches(tx, batchIds);
  const telling = await applyProofs(tx, known);
  await moveMessages(tx, await movesOf(tx, telling, batchOf), "report");
  await closeProven(tx, batchIds);
}

/** A report proves its own recipient only where each had a call of their own: the last one closes the batch. */
async function closeProven(tx: Sql, batchIds: number[]): Promise<void> {
  for (const batch of await findUnclear.rows(tx, { batchIds })) await adoptAccepted(tx, batch, [], null);
}

const findUnclear = statement(
  {
    name: "unclear-batches",
    params: { batchIds: arrayOf(int) },
    row: { batchId: int, campaignId: int, firstSeq: int, lastSeq: int },
  },
  ({ batchIds }) => sql`
    SELECT id AS "batchId", campaign_id AS "campaignId", first_seq AS "firstSeq", last_seq AS "lastSeq"
      FROM batch WHERE id = ANY (${batchIds}) AND state = 'unclear' ORDER BY id`,
);

async function findBatches(tx: Sql, references: string[]): Promise<Map<string, number>> {
  const found = await findAttempts.rows(tx, { references });
  return new Map(found.map((row) => [row.reference, row.batchId]));
}

const findAttempts = statement(
  { name: "batches-of-references", params: { references: arrayOf(text) }, row: { reference: text, batchId: int } },
  ({ references }) => sql`
    SELECT client_reference AS reference, batch_id AS "batchId" FROM batch_attempt
     WHERE client_reference = ANY (${references})`,
);

function movesOf(tx: Sql, reports: readonly Report[], batchOf: Map<string, number>): Promise<MessageMove[]> {
  const matched = reports.flatMap((report) => {
    const batchId = batchOf.get(report.clientReference);
    return batchId === undefined ? [] : [{ ...report, batchId }];
  });
  return matchMessages.rows(tx, {
    batchIds: matched.map((report) => report.batchId),
    phones: matched.map((report) => report.phone),
    statuses: matched.map((report) => report.status),
    codes: matched.map((report) => report.code),
    references: matched.map((report) => report.clientReference),
    batches: [...new Set(batchOf.values())],
  });
}

// The messages of the batches first, then matched by number: one range scan per batch, not one per report.
// A report that overtook the answer to its call brings the parts along.
const matchMessages = statement(
  {
    name: "messages-of-reports",
    params: {
      batchIds: arrayOf(int),
      phones: arrayOf(text),
      statuses: arrayOf(smallint),
      codes: arrayOf(smallint),
      references: arrayOf(text),
      batches: arrayOf(int),
    },
    row: {
      campaignId: int,
      seq: int,
      status: known(smallint, "given"),
      code: known(smallint, "given"),
      parts: nullable(smallint),
    },
  },
  ({ batchIds, phones, statuses, codes, references, batches }) => sql`
    WITH incoming AS (
      SELECT *
        FROM unnest(${batchIds}::int[], ${phones}::text[], ${statuses}::smallint[], ${codes}::smallint[], ${references}::text[])
          AS i (batch_id, phone, status, code, reference)
    ), candidate AS MATERIALIZED (
      SELECT b.id AS batch_id, b.first_seq, m.campaign_id, m.seq, m.phone, m.parts
        FROM batch b JOIN message m ON m.campaign_id = b.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
       WHERE b.id = ANY (${batches}::int[])
    )
    SELECT m.campaign_id AS "campaignId", m.seq, i.status, i.code,
           CASE WHEN m.parts = 0 THEN (SELECT ${notedPartsSql(sql`m.first_seq`)} FROM batch_attempt a
                                        WHERE a.client_reference = i.reference) END AS parts
      FROM candidate m JOIN incoming i ON i.batch_id = m.batch_id AND i.phone = m.phone`,
);
