import "server-only";
import { sql } from "../db/sql";
import { composed, type RowOf } from "../db/statement";
import { arrayOf, bool, int, known, nullable, text } from "../db/types";
import type { ImportOptions } from "./schema";

/** The rows of a file as a check reads them: each cell under the name of what its column holds. */
const chunkRows = 5_000;

type Field = { name: string; at: number };

type Question = {
  importId: number;
  after: number;
  /** Positions from 1; null where no column holds it. */
  phone: number | null;
  firstName: number | null;
  lastName: number | null;
  email: number | null;
  fields: readonly Field[];
  width: number;
};

export function question(importId: number, after: number, { columns, hasHeader }: ImportOptions): Question {
  const at = (as: string) => columns.findIndex((use) => use.as === as) + 1 || null;
  const fields = columns.flatMap((use, index) => (use.as === "attribute" ? [{ name: use.name, at: index + 1 }] : []));
  return {
    ...{ importId, after: hasHeader && after === 0 ? 1 : after, fields, width: columns.length },
    ...{ phone: at("phone"), firstName: at("firstName"), lastName: at("lastName"), email: at("email") },
  };
}

const sample: Question = {
  ...{ importId: 1, after: 0, fields: [], width: 2 },
  ...{ phone: 1, firstName: null, lastName: null, email: null },
};

export const readRows = composed(
  {
    name: "import-read-rows",
    row: {
      number: int,
      phone: nullable(text),
      firstName: nullable(text),
      lastName: nullable(text),
      email: nullable(text),
      /** A JSON object as it is written. */
      attributes: known(text, "coalesce"),
      isTooWide: known(bool, "of what is never null"),
    },
    samples: [sample, { ...sample, fields: [{ name: "town", at: 2 }] }],
  },
  ({ importId, after, width, ...asked }) => {
    const cell = (at: number | null) => sql`cells[${nullable(int)(at)}]`;
    const columns = int(width);
    return sql`
      SELECT number, ${cell(asked.phone)} AS phone, ${cell(asked.firstName)} AS "firstName",
             ${cell(asked.lastName)} AS "lastName", ${cell(asked.email)} AS email,
             ${attributesSql(asked.fields)} AS attributes,
             cardinality(cells) > ${columns} AND array_to_string(cells[${columns} + 1:], '') ~ '\\S' AS "isTooWide"
        FROM import_row
       WHERE import_id = ${int(importId)} AND number > ${int(after)} ORDER BY number LIMIT ${chunkRows}`;
  },
);

export type StagedRow = RowOf<typeof readRows>;

/** A blank cell says nothing about its field; it is not an empty value. */
function attributesSql(fields: readonly Field[]) {
  if (fields.length === 0) return sql`'{}'`;
  const names = arrayOf(text)(fields.map(({ name }) => name));
  const places = arrayOf(int)(fields.map(({ at }) => at));
  return sql`coalesce((
    SELECT jsonb_object_agg(field.name, left(btrim(cells[field.at]), 1000))
      FROM unnest(${names}::text[], ${places}::int[]) AS field(name, at) WHERE cells[field.at] ~ '\\S')::text, '{}')`;
}
