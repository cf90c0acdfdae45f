import "server-only";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { arrayOf, int, json, literalOf, nullable, text } from "../db/types";
import { outcomeOf, type RowProblem } from "./rules";

/** The rows of a file once they are judged: contacts, one per number, and problems by row number. */
export type Contact = {
  number: number;
  phone: string;
  country: string;
  firstName: string;
  lastName: string;
  email: string;
  /** A JSON object as it is written. */
  attributes: string;
};
export type Problem = { number: number; problem: RowProblem };

type Counts = { duplicates: number; rejected: number };

export async function writeChunk(tx: Sql, importId: number, contacts: Contact[], problems: Problem[]): Promise<Counts> {
  const kept = await writeContacts(tx, importId, contacts);
  const duplicates = contacts.filter(({ number }) => !kept.has(number));
  const rejected = problems.filter(({ problem }) => outcomeOf(problem) === "rejected");
  const notes = problems.filter(({ number, problem }) => outcomeOf(problem) === "note" && kept.has(number));
  const told: { number: number; problem: RowProblem; phone: string | null }[] = [
    ...[...rejected, ...notes].map((problem) => ({ ...problem, phone: null })),
    ...duplicates.map(({ number, phone }) => ({ number, problem: "duplicate" as const, phone })),
  ];
  if (told.length > 0) {
    await insertProblems.run(tx, {
      importId,
      numbers: told.map(({ number }) => number),
      problems: told.map(({ problem }) => problem),
      phones: told.map(({ phone }) => phone),
    });
  }
  return { duplicates: duplicates.length, rejected: rejected.length };
}

/** The numbers of the rows that were taken. */
async function writeContacts(tx: Sql, importId: number, contacts: Contact[]): Promise<Set<number>> {
  const column = <Key extends keyof Contact>(key: Key) => contacts.map((contact) => contact[key]);
  const rows = await insertContacts.rows(tx, {
    importId,
    numbers: column("number"),
    phones: column("phone"),
    countries: column("country"),
    firstNames: column("firstName"),
    lastNames: column("lastName"),
    emails: column("email"),
    attributes: column("attributes"),
  });
  return new Set(rows.map(({ number }) => number));
}

/** In the order of the file, so that the first row of a number wins, here and across chunks. */
const insertContacts = statement(
  {
    name: "import-contacts",
    params: {
      importId: int,
      numbers: arrayOf(int),
      phones: arrayOf(text),
      countries: arrayOf(text),
      firstNames: arrayOf(text),
      lastNames: arrayOf(text),
      emails: arrayOf(text),
      attributes: arrayOf(literalOf(json())),
    },
    row: { number: int },
  },
  ({ importId, numbers, phones, countries, firstNames, lastNames, emails, attributes }) => sql`
    INSERT INTO import_contact (import_id, number, phone, country, first_name, last_name, email, attributes)
    SELECT ${importId}, *
      FROM unnest(${numbers}::int[], ${phones}::text[], ${countries}::text[], ${firstNames}::text[], ${lastNames}::text[],
                  ${emails}::text[], ${attributes}::jsonb[])
           AS c(number, phone, country, first_name, last_name, email, attributes) ORDER BY number
    ON CONFLICT (import_id, phone) DO NOTHING
    RETURNING number`,
);

/** A duplicate is told which row was taken instead: the phone finds it. */
const insertProblems = statement(
  {
    name: "import-problems",
    params: { importId: int, numbers: arrayOf(int), problems: arrayOf(text), phones: arrayOf(nullable(text)) },
  },
  ({ importId, numbers, problems, phones }) => sql`
    INSERT INTO import_row_problem (import_id, number, problem, same_as, cells)
    SELECT ${importId}, p.number, p.problem, taken.number, staged.cells
      FROM unnest(${numbers}::int[], ${problems}::text[], ${phones}::text[]) AS p(number, problem, phone)
      JOIN import_row AS staged ON staged.import_id = ${importId} AND staged.number = p.number
      LEFT JOIN import_contact AS taken ON taken.import_id = ${importId} AND taken.phone = p.phone`,
);
