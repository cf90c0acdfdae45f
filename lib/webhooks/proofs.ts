import "server-only";
import { addBatchEvent } from "../campaigns/batch-events";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { type RowOf, statement } from "../db/statement";
import { arrayOf, bool, int, known, text } from "../db/types";
import { messageStatus } from "../messages/rules";
import { adoptAccepted } from "../sending/batch/adopt";
import { settleLate } from "../sending/batch/duplicates";
import { movesFrom } from "../sending/batch/row";
import type { Report } from "./report";

/**
 * Reports as proofs of attempts of which nobody knew: Sinch had them, whichever attempt of the batch it is, so everybody in
 * them was accepted. Where a later attempt is held, it is taken back by lib/sending/unclear. Returns the reports that say
 * something about their people. The caller holds the locks of the batches.
 */
export async function applyProofs(tx: Sql, reports: readonly Report[]): Promise<Report[]> {
  const doubted = await findDoubted.rows(tx, {
    references: [...new Set(reports.map((report) => report.clientReference))],
  });
  if (doubted.length === 0) return [...reports];
  const byReference = new Map(doubted.map((attempt) => [attempt.reference, attempt]));
  const telling = reports.filter((report) => !isOurOwnCancel(report, byReference.get(report.clientReference)));
  const proven = new Map(telling.map((report) => [report.clientReference, report.providerBatchId]));
  for (const attempt of doubted) {
    const providerBatchId = proven.get(attempt.reference);
    if (providerBatchId !== undefined && attempt.isOpen) await prove(tx, attempt, providerBatchId);
  }
  return telling;
}

/** In the normal case none: one probe per attempt. */
const findDoubted = statement(
  {
    name: "doubted-attempts",
    params: { references: arrayOf(text) },
    row: {
      reference: text,
      batchId: int,
      campaignId: int,
      firstSeq: int,
      lastSeq: int,
      /** An unclear call for all at once: a report of a call for one proves that one only. */
      isOpen: known(bool, "IS TRUE"),
      isHeld: known(bool, "coalesce, and what is never null"),
    },
  },
  ({ references }) => sql`
    SELECT a.client_reference AS reference, a.batch_id AS "batchId", b.campaign_id AS "campaignId",
           b.first_seq AS "firstSeq", b.last_seq AS "lastSeq",
           (NOT a.is_per_recipient AND a.withdrawn_at IS NULL
             AND (a.outcome = 'unknown' OR (a.outcome IS NULL AND b.state <> 'sending'))) IS TRUE AS "isOpen",
           coalesce(a.send_at > clock_timestamp(), false) OR a.withdrawn_at IS NOT NULL
             OR (a.withdrawing_at IS NOT NULL AND b.state IN ('unclear', 'holding')) AS "isHeld"
      FROM batch_attempt a JOIN batch b ON b.id = a.batch_id
     WHERE a.client_reference = ANY (${references})
       AND (a.outcome IS DISTINCT FROM 'accepted' OR a.send_at IS NOT NULL)
     ORDER BY a.batch_id, a.number`,
);

type DoubtedAttempt = RowOf<typeof findDoubted>;

/** That we took a held attempt back says nothing about the people in it: another attempt may have reached them. */
function isOurOwnCancel(report: Report, attempt: DoubtedAttempt | undefined): boolean {
  return attempt?.isHeld === true && report.status === messageStatus.canceled;
}

async function prove(tx: Sql, attempt: DoubtedAttempt, providerBatchId: string): Promise<void> {
  const { batchId, reference } = attempt;
  await markProven.run(tx, { reference, providerBatchId });
  await addBatchEvent(tx, batchId, "found");
  const moves = await movesFrom(tx, attempt, [messageStatus.unclear, messageStatus.sent], reference);
  await adoptAccepted(tx, attempt, moves, providerBatchId);
  await settleLate(tx, batchId);
}

const markProven = statement(
  { name: "mark-attempt-proven", params: { reference: text, providerBatchId: text } },
  ({ reference, providerBatchId }) => sql`
    UPDATE batch_attempt
       SET outcome = 'accepted', provider_batch_id = ${providerBatchId}, finished_at = clock_timestamp()
     WHERE client_reference = ${reference}`,
);
