import "server-only";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { arrayOf, smallint, text } from "../db/types";
import { messageStatus } from "../messages/rules";
import type { Report } from "./report";

/** Reports about test sends and answers. The ladder of messages/rules.ts holds for them as well. */
export async function applyDirectReports(tx: Sql, reports: readonly Report[]): Promise<void> {
  if (reports.length === 0) return;
  await move.run(tx, {
    references: reports.map((report) => report.clientReference),
    phones: reports.map((report) => report.phone),
    statuses: reports.map((report) => report.status),
    codes: reports.map((report) => report.code),
  });
}

const { delivered, canceled, unknown } = messageStatus;

const move = statement(
  {
    name: "move-direct-messages",
    params: { references: arrayOf(text), phones: arrayOf(text), statuses: arrayOf(smallint), codes: arrayOf(smallint) },
  },
  ({ references, phones, statuses, codes }) => sql`
    UPDATE direct_message d SET status = i.status, code = i.code, updated_at = now()
      FROM unnest(${references}::text[], ${phones}::text[], ${statuses}::smallint[], ${codes}::smallint[])
        AS i (reference, phone, status, code)
     WHERE d.client_reference = i.reference AND d.phone = i.phone
       AND CASE WHEN d.status = ${unknown} THEN i.status BETWEEN ${delivered} AND ${canceled}
                ELSE d.status < ${delivered} AND i.status > d.status END`,
);
