import "server-only";
import type { Sql } from "../db/pool";
import { log } from "../log";
import { lockBatches, type MessageMove, moveMessages } from "../messages/commands";
import { adoptAccepted } from "../sending/batch/adopt";
import { notedPartsSql } from "../sending/batch/noted-parts";
import type { BatchRange } from "../sending/batch/row";
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
  const unclear = await tx.query<BatchRange & { batchId: number }>(
    `SELECT id AS "batchId", campaign_id AS "campaignId", first_seq AS "firstSeq", last_seq AS "lastSeq"
       FROM batch WHERE id = ANY ($1::int[]) AND state = 'unknown' ORDER BY id`,
    [batchIds],
  );
  for (const batch of unclear.rows) await adoptAccepted(tx, batch, [], null);
}

async function findBatches(tx: Sql, references: string[]): Promise<Map<string, number>> {
  const result = await tx.query<{ reference: string; batchId: number }>(
    `SELECT client_reference AS reference, batch_id AS "batchId" FROM batch_attempt WHERE client_reference = ANY ($1::text[])`,
    [references],
  );
  return new Map(result.rows.map((row) => [row.reference, row.batchId]));
}

async function movesOf(tx: Sql, reports: readonly Report[], batchOf: Map<string, number>): Promise<MessageMove[]> {
  // The messages of the batches first, then matched by number: one range scan per batch, not one per report.
  // One that overtook the answer to its call brings the parts along.
  const result = await tx.query<MessageMove>(
    `WITH incoming AS (
       SELECT *
         FROM unnest($1::int[], $2::text[], $3::smallint[], $4::smallint[], $6::text[]) AS i (batch_id, phone, status, code, reference)
     ), candidate AS MATERIALIZED (
       SELECT b.id AS batch_id, b.first_seq, m.campaign_id, m.seq, m.phone, m.parts
         FROM batch b JOIN message m ON m.campaign_id = b.campaign_id AND m.seq BETWEEN b.first_seq AND b.last_seq
        WHERE b.id = ANY ($5::int[])
     )
     SELECT m.campaign_id AS "campaignId", m.seq, i.status, i.code,
            CASE WHEN m.parts = 0 THEN (SELECT ${notedPartsSql("m.first_seq")} FROM batch_attempt a
                                         WHERE a.client_reference = i.reference) END AS parts
       FROM candidate m JOIN incoming i ON i.batch_id = m.batch_id AND i.phone = m.phone`,
    [
      reports.map((report) => batchOf.get(report.clientReference)),
      reports.map((report) => report.phone),
      reports.map((report) => report.status),
      reports.map((report) => report.code),
      [...new Set(batchOf.values())],
      reports.map((report) => report.clientReference),
    ],
  );
  return result.rows;
}
