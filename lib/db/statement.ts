import "server-only";
import type { Sql } from "./pool";
import { type Fragment, type Rendered, render, toQuery } from "./sql";
import { encode, Slot, type Types, type ValuesOf } from "./types";

/**
 * A statement says what it takes and returns as values, from which the types of both are inferred. A test describes all of
 * them against the migrated schema, so a wrong word is found before anything runs. Nothing is checked when one runs.
 */
export type Statement<Taken, Row> = {
  readonly name: string;
  rows(on: Executor, ...taken: Argument<Taken>): Promise<Row[]>;
  /** The first of its rows, if there is one. */
  first(on: Executor, ...taken: Argument<Taken>): Promise<Row | null>;
  /** Its row, where it always has one. */
  one(on: Executor, ...taken: Argument<Taken>): Promise<Row>;
  /** Returns how many rows it changed, or found. */
  run(on: Executor, ...taken: Argument<Taken>): Promise<number>;
};

type Argument<Taken> = [keyof Taken] extends [never] ? [] : [taken: Taken];

/** A pool, a transaction on one of its connections, or a transaction of Prisma. */
export type Executor = Sql | PrismaExecutor;

type PrismaExecutor = {
  $queryRawUnsafe<T>(text: string, ...values: unknown[]): Promise<T>;
  $executeRawUnsafe(text: string, ...values: unknown[]): Promise<number>;
};

type Declaration<Row extends Types> = {
  /** Unique among all. */
  name: string;
  row?: Row;
};

type Fixed<Params extends Types, Row extends Types> = Declaration<Row> & {
  /** Kept by each connection under its name, so it is parsed once: for what runs many times a second. */
  prepared?: boolean;
  params?: Params;
};

/** A statement whose text is always the same: it is written once, when its module is loaded. */
export function statement<Params extends Types = None, Row extends Types = None>(
  declared: Fixed<Params, Row>,
  write: (params: { readonly [K in keyof Params]: Slot }) => Fragment,
): Statement<ValuesOf<Params>, ValuesOf<Row>> & { readonly text: string } {
  const params: Types = declared.params ?? {};
  const slots = Object.entries(params).map(([name, type]) => [name, new Slot(type.pg, name)]);
  const rendered = render(write(Object.fromEntries(slots) as { [K in keyof Params]: Slot }));
  const { text, slots: used } = rendered;
  if (used.length < slots.length) throw new Error(`${declared.name} does not use all of its parameters`);
  const named = declared.prepared ? { name: declared.name, text } : { text };
  const query = (taken?: ValuesOf<Params>) => {
    return { ...named, values: used.map(({ pg, content }) => encode(pg, taken?.[content as keyof Params])) };
  };
  statements.push({ name: declared.name, row: declared.row ?? {}, variants: [rendered] });
  return { text, ...runnable(declared.name, query) };
}

/** A statement whose text depends on what is asked. `samples` are questions that between them bring out every part of it. */
export function composed<Taken extends object, Row extends Types = None>(
  declared: Declaration<Row> & { samples: readonly Taken[] },
  write: (taken: Taken) => Fragment,
): Statement<Taken, ValuesOf<Row>> & { textFor(taken: Taken): { text: string; values: unknown[] } } {
  const query = (taken?: Taken) => toQuery(write(taken as Taken));
  const { name, samples, row = {} } = declared;
  statements.push({
    name,
    row,
    get variants() {
      return samples.map((sample) => render(write(sample)));
    },
  });
  return { textFor: query, ...runnable(name, query) };
}

type None = Record<never, never>;

type Query = { name?: string; text: string; values: unknown[] };

function runnable<Taken, Row>(name: string, query: (taken?: Taken) => Query): Statement<Taken, Row> {
  const rows = (on: Executor, taken?: Taken) => rowsOf<Row>(on, query(taken));
  const first = async (on: Executor, taken?: Taken) => (await rows(on, taken))[0] ?? null;
  return {
    name,
    rows,
    first,
    async one(on: Executor, taken?: Taken) {
      const row = await first(on, taken);
      if (row === null) throw new Error(`${name} found nothing`);
      return row;
    },
    run: (on: Executor, taken?: Taken) => runOn(on, query(taken)),
  };
}

async function rowsOf<Row>(on: Executor, query: Query): Promise<Row[]> {
  if ("query" in on) return (await on.query(query)).rows as Row[];
  const rows = await on.$queryRawUnsafe<Row[]>(query.text, ...query.values);
  return rows.map(withNumbers);
}

async function runOn(on: Executor, query: Query): Promise<number> {
  if ("query" in on) return (await on.query(query)).rowCount ?? 0;
  return on.$executeRawUnsafe(query.text, ...query.values);
}

/** Prisma reads int8 as a bigint. */
function withNumbers<Row>(row: Row): Row {
  const entries = Object.entries(row as object).map(([key, value]) => [
    key,
    typeof value === "bigint" ? Number(value) : value,
  ]);
  return Object.fromEntries(entries) as Row;
}

/** The row that a statement returns. */
export type RowOf<S> = S extends Statement<never, infer Row> ? Row : never;

/** Every statement of the modules that were loaded, for the test that describes them. */
export type DeclaredStatement = { name: string; row: Types; variants: readonly Rendered[] };
export const statements: DeclaredStatement[] = [];
