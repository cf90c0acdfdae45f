import "server-only";
import { parsePhone } from "../compliance/phone";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { inTransaction } from "../db/transaction";
import { bool, int, json } from "../db/types";
import { cleanName, isPlausibleEmail } from "../subscribers/rules";
import { type Contact, type Problem, writeChunk } from "./checked-rows";
import { previewImport } from "./preview";
import { type ImportOptions, importOptionsSchema } from "./schema";
import { question, readRows, type StagedRow } from "./staged-rows";

/**
 * Job import.check: staged rows → contacts, one per number, and problems by row number; then the preview. Each chunk is
 * one transaction together with its cursor, so a killed check goes on where it stopped, and two at once take turns.
 * Stops by itself when somebody went back to the columns. Writes nothing outside the import's own tables.
 */
export async function checkImport(importId: number, signal: AbortSignal): Promise<void> {
  for (let isOver = false; !isOver; ) {
    signal.throwIfAborted();
    isOver = await inTransaction((tx) => checkChunk(tx, importId));
  }
}

/** True when nothing is left to do here. */
async function checkChunk(tx: Sql, importId: number): Promise<boolean> {
  const state = await lockChecking.first(tx, { importId });
  if (!state) return true;
  if (state.checkedThrough === 0) await forgetEarlierCheck(tx, importId);
  const options = importOptionsSchema.parse({ ...state.options, hasHeader: state.hasHeader });
  const staged = await readRows.rows(tx, question(importId, state.checkedThrough, options));
  const last = staged.at(-1);
  if (!last) {
    await previewImport(tx, importId, options);
    return true;
  }
  const { contacts, problems } = judge(staged, options);
  const counts = await writeChunk(tx, importId, contacts, problems);
  await bookChecked.run(tx, { importId, through: last.number, ...counts });
  return false;
}

const lockChecking = statement(
  {
    name: "import-lock-checking",
    params: { importId: int },
    row: { options: json<object>(), hasHeader: bool, checkedThrough: int },
  },
  ({ importId }) => sql`
    SELECT options, has_header AS "hasHeader", checked_through AS "checkedThrough"
      FROM import WHERE id = ${importId} AND status = 'checking' FOR UPDATE`,
);

const bookChecked = statement(
  { name: "import-book-checked", params: { importId: int, through: int, duplicates: int, rejected: int } },
  ({ importId, through, duplicates, rejected }) => sql`
    UPDATE import
       SET checked_through = ${through}, duplicates = duplicates + ${duplicates}, rejected = rejected + ${rejected}, seen_at = now()
     WHERE id = ${importId}`,
);

async function forgetEarlierCheck(tx: Sql, importId: number): Promise<void> {
  await forgetContacts.run(tx, { importId });
  await forgetProblems.run(tx, { importId });
}

const forgetContacts = statement(
  { name: "import-forget-contacts", params: { importId: int } },
  ({ importId }) => sql`DELETE FROM import_contact WHERE import_id = ${importId}`,
);

const forgetProblems = statement(
  { name: "import-forget-problems", params: { importId: int } },
  ({ importId }) => sql`DELETE FROM import_row_problem WHERE import_id = ${importId}`,
);

function judge(rows: StagedRow[], options: ImportOptions): { contacts: Contact[]; problems: Problem[] } {
  const contacts: Contact[] = [];
  const problems: Problem[] = [];
  for (const row of rows) {
    const { number } = row;
    const parsed = parsePhone(row.phone ?? "", options.country);
    const email = (row.email ?? "").trim().toLowerCase();
    const isEmailGood = email === "" || isPlausibleEmail(email);
    if (row.isTooWide) problems.push({ number, problem: "too_many_cells" });
    else if (!parsed.ok) problems.push({ number, problem: parsed.problem });
    else {
      if (!isEmailGood) problems.push({ number, problem: "email_left_out" });
      contacts.push({
        number,
        phone: parsed.phone,
        country: parsed.country,
        firstName: cleanName(row.firstName ?? ""),
        lastName: cleanName(row.lastName ?? ""),
        email: isEmailGood ? email : "",
        attributes: row.attributes,
      });
    }
  }
  return { contacts, problems };
}
