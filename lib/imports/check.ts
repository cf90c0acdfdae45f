import "server-only";
import { parsePhone } from "../compliance/phone";
import type { Sql } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { cleanName, isPlausibleEmail } from "../subscribers/rules";
import { previewImport } from "./preview";
import { outcomeOf, type RowProblem } from "./rules";
import { type ImportOptions, importOptionsSchema } from "./schema";

/**
 * Job import.check: staged rows → contacts, one per number, and problems by row number; then the preview. Each chunk is
 * one transaction together with its cursor, so a killed check goes on where it stopped, and two at once take turns.
 * Stops by itself when somebody went back to the columns. Writes nothing outside the import's own tables.
 */
const chunkRows = 5_000;

export async function checkImport(importId: number, signal: AbortSignal): Promise<void> {
  for (let isOver = false; !isOver; ) {
    signal.throwIfAborted();
    isOver = await inTransaction((tx) => checkChunk(tx, importId));
  }
}

/** True when nothing is left to do here. */
async function checkChunk(tx: Sql, importId: number): Promise<boolean> {
  const { rows } = await tx.query<{ options: unknown; checked_through: number }>(
    "SELECT options, checked_through FROM import WHERE id = $1 AND status = 'checking' FOR UPDATE",
    [importId],
  );
  const [state] = rows;
  if (!state) return true;
  if (state.checked_through === 0) await forgetEarlierCheck(tx, importId);
  const options = importOptionsSchema.parse(state.options);
  const staged = await readRows(tx, importId, state.checked_through, options);
  const last = staged.at(-1);
  if (!last) {
    await previewImport(tx, importId, options);
    return true;
  }
  const { contacts, problems } = judge(staged, options);
  const counts = await writeChunk(tx, importId, contacts, problems);
  await tx.query(
    `UPDATE import SET checked_through = $2, duplicates = duplicates + $3, rejected = rejected + $4, seen_at = now()
      WHERE id = $1`,
    [importId, last.number, counts.duplicates, counts.rejected],
  );
  return false;
}

async function forgetEarlierCheck(tx: Sql, importId: number): Promise<void> {
  await tx.query("DELETE FROM import_contact WHERE import_id = $1", [importId]);
  await tx.query("DELETE FROM import_row_problem WHERE import_id = $1", [importId]);
}

type StagedRow = {
  number: number;
  phone: string | null;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  attributes: string;
  is_too_wide: boolean;
};

async function readRows(tx: Sql, importId: number, after: number, options: ImportOptions): Promise<StagedRow[]> {
  const at = (as: string) => options.columns.findIndex((use) => use.as === as) + 1 || null;
  const fields = options.columns.flatMap((use, index) =>
    use.as === "attribute" ? [{ name: use.name, at: index + 1 }] : [],
  );
  const { rows } = await tx.query<StagedRow>(
    `SELECT number, cells[$4] AS phone, cells[$5] AS first_name, cells[$6] AS last_name, cells[$7] AS email,
            ${fields.length > 0 ? attributesOfRow : "'{}'"} AS attributes,
            cardinality(cells) > $8 AND array_to_string(cells[$8 + 1:], '') ~ '\\S' AS is_too_wide
       FROM import_row
      WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
    [
      importId,
      options.hasHeader && after === 0 ? 1 : after,
      chunkRows,
      at("phone"),
      at("firstName"),
      at("lastName"),
      at("email"),
      options.columns.length,
      ...(fields.length > 0 ? [fields.map(({ name }) => name), fields.map((field) => field.at)] : []),
    ],
  );
  return rows;
}

/** A blank cell says nothing about its field; it is not an empty value. */
const attributesOfRow = `coalesce((
  SELECT jsonb_object_agg(field.name, left(btrim(cells[field.at]), 1000))
    FROM unnest($9::text[], $10::int[]) AS field(name, at) WHERE cells[field.at] ~ '\\S')::text, '{}')`;

type Contact = {
  number: number;
  phone: string;
  country: string;
  firstName: string;
  lastName: string;
  email: string;
  attributes: string;
};
type Problem = { number: number; problem: RowProblem };

function judge(rows: StagedRow[], options: ImportOptions): { contacts: Contact[]; problems: Problem[] } {
  const contacts: Contact[] = [];
  const problems: Problem[] = [];
  for (const row of rows) {
    const { number } = row;
    const parsed = parsePhone(row.phone ?? "", options.country);
    const email = (row.email ?? "").trim().toLowerCase();
    const isEmailGood = email === "" || isPlausibleEmail(email);
    if (row.is_too_wide) problems.push({ number, problem: "too_many_cells" });
    else if (!parsed.ok) problems.push({ number, problem: parsed.problem });
    else {
      if (!isEmailGood) problems.push({ number, problem: "email_left_out" });
      contacts.push({
        number,
        phone: parsed.phone,
        country: parsed.country,
        firstName: cleanName(row.first_name ?? ""),
        lastName: cleanName(row.last_name ?? ""),
        email: isEmailGood ? email : "",
        attributes: row.attributes,
      });
    }
  }
  return { contacts, problems };
}

/** In the order of the file, so that the first row of a number wins, here and across chunks. */
const writeContacts = `
  INSERT INTO import_contact (import_id, number, phone, country, first_name, last_name, email, attributes)
  SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[])
      AS c(number, phone, country, first_name, last_name, email, attributes) ORDER BY number
  ON CONFLICT (import_id, phone) DO NOTHING
  RETURNING number`;

/** A duplicate is told which row was taken instead: the phone finds it. */
const writeProblems = `
  INSERT INTO import_row_problem (import_id, number, problem, same_as, cells)
  SELECT $1, p.number, p.problem, taken.number, staged.cells
    FROM unnest($2::int[], $3::text[], $4::text[]) AS p(number, problem, phone)
    JOIN import_row AS staged ON staged.import_id = $1 AND staged.number = p.number
    LEFT JOIN import_contact AS taken ON taken.import_id = $1 AND taken.phone = p.phone`;

async function writeChunk(tx: Sql, importId: number, contacts: Contact[], problems: Problem[]) {
  const column = <Key extends keyof Contact>(key: Key) => contacts.map((contact) => contact[key]);
  const { rows } = await tx.query<{ number: number }>(writeContacts, [
    importId,
    column("number"),
    column("phone"),
    column("country"),
    column("firstName"),
    column("lastName"),
    column("email"),
    column("attributes"),
  ]);
  const kept = new Set(rows.map(({ number }) => number));
  const duplicates = contacts.filter(({ number }) => !kept.has(number));
  const rejected = problems.filter(({ problem }) => outcomeOf(problem) === "rejected");
  const notes = problems.filter(({ number, problem }) => outcomeOf(problem) === "note" && kept.has(number));
  const told: { number: number; problem: RowProblem; phone: string | null }[] = [
    ...[...rejected, ...notes].map((problem) => ({ ...problem, phone: null })),
    ...duplicates.map(({ number, phone }) => ({ number, problem: "duplicate" as const, phone })),
  ];
  if (told.length > 0) {
    await tx.query(writeProblems, [
      importId,
      told.map(({ number }) => number),
      told.map(({ problem }) => problem),
      told.map(({ phone }) => phone),
    ]);
  }
  return { duplicates: duplicates.length, rejected: rejected.length };
}
