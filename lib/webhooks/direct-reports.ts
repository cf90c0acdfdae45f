import "server-only";
import type { Sql } from "../db/pool";
import type { Report } from "./report";

/** Reports about test sends and answers. The ladder of messages/rules.ts holds for them as well. */
export async function applyDirectReports(tx: Sql, reports: readonly Report[]): Promise<void> {
  if (reports.length === 0) return;
  await tx.query(
    `UPDATE direct_message d SET status = i.status, code = i.code, updated_at = now()
       FROM unnest($1::text[], $2::text[], $3::smallint[], $4::smallint[]) AS i (reference, phone, status, code)
      WHERE d.client_reference = i.reference AND d.phone = i.phone
        AND CASE WHEN d.status = 36 THEN i.status BETWEEN 30 AND 35 ELSE d.status < 30 AND i.status > d.status END`,
    [
      reports.map((report) => report.clientReference),
      reports.map((report) => report.phone),
      reports.map((report) => report.status),
      reports.map((report) => report.code),
    ],
  );
}
