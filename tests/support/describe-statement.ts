import type { ClientBase, Connection, Submittable } from "pg";

/**
 * Postgres' own description of a statement, without running it: Parse and Describe of its protocol, and its catalog for which
 * plain columns are never null.
 */
export type Described = { parameters: string[]; columns: DescribedColumn[] };

/** `isNullable` is null where Postgres does not know: an expression, or a column that an outer join may have emptied. */
export type DescribedColumn = { name: string; type: string; isNullable: boolean | null };

export async function describeStatement(client: ClientBase, text: string, catalog: Catalog): Promise<Described> {
  const answer = await new Promise<Answer>((resolve, reject) => client.query(new Describe(text, resolve, reject)));
  const { types, notNull, tables } = catalog;
  const emptied = emptiedTables(text);
  const nullable = ({ tableID, columnID }: Field): boolean | null => {
    const table = tables.get(tableID);
    if (table === undefined) return null;
    if (!notNull.has(`${tableID}.${columnID}`)) return true;
    return emptied.has(table) || emptied.has(anything) ? null : false;
  };
  return {
    parameters: answer.parameters.map((oid) => types.get(oid) ?? `${oid}`),
    columns: answer.fields.map((field) => ({
      name: field.name,
      type: types.get(field.dataTypeID) ?? `${field.dataTypeID}`,
      isNullable: nullable(field),
    })),
  };
}

const anything = "*";

/** Tables on the far side of an outer join. Where it is no table by itself, all of the statement is in doubt. */
function emptiedTables(text: string): Set<string> {
  const sides = [...text.matchAll(/\b(LEFT|RIGHT|FULL)\s+(?:OUTER\s+)?JOIN\s+(LATERAL\b|\w+|\()/gi)];
  return new Set(
    sides.map(([, side = "", table = ""]) => {
      const isPlain = side.toUpperCase() === "LEFT" && /^[a-z_]\w*$/.test(table) && !isCommon(text, table);
      return isPlain ? table : anything;
    }),
  );
}

function isCommon(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\s+AS\\s+(MATERIALIZED\\s+)?\\(`, "i").test(text);
}

type Field = { name: string; tableID: number; columnID: number; dataTypeID: number };
type Answer = { parameters: number[]; fields: Field[] };

/** `pg` hands a connection to whatever can submit itself: this sends Parse, Describe and Sync, and no Execute. */
class Describe implements Submittable {
  readonly #text: string;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: Error) => void;
  #connection: Connection | undefined;
  #parameters: number[] = [];
  #fields: Field[] = [];

  constructor(text: string, resolve: (answer: Answer) => void, reject: (error: Error) => void) {
    this.#text = text;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  readonly #onParameters = (message: { dataTypeIDs: number[] }) => {
    this.#parameters = message.dataTypeIDs;
  };

  submit(connection: Connection): void {
    this.#connection = connection;
    connection.on("parameterDescription", this.#onParameters);
    connection.parse({ name: "", text: this.#text, types: [] }, false);
    connection.describe({ type: "S", name: "" }, false);
    connection.sync();
  }

  handleRowDescription(message: { fields: Field[] }): void {
    this.#fields = message.fields;
  }

  /** Afterwards the connection forgets this query. */
  handleError(error: Error): void {
    this.#connection?.off("parameterDescription", this.#onParameters);
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#connection?.off("parameterDescription", this.#onParameters);
    this.#resolve({ parameters: this.#parameters, fields: this.#fields });
  }
}

export type Catalog = Awaited<ReturnType<typeof readCatalog>>;

export async function readCatalog(client: ClientBase) {
  const types = await client.query<{ oid: number; typname: string }>("SELECT oid::int, typname FROM pg_type");
  const tables = await client.query<{ oid: number; relname: string }>("SELECT oid::int, relname FROM pg_class");
  const columns = await client.query<{ key: string }>(
    `SELECT attrelid::text || '.' || attnum AS key FROM pg_attribute WHERE attnotnull AND attnum > 0`,
  );
  return {
    types: new Map(types.rows.map(({ oid, typname }) => [oid, typname])),
    tables: new Map(tables.rows.map(({ oid, relname }) => [oid, relname])),
    notNull: new Set(columns.rows.map(({ key }) => key)),
  };
}
