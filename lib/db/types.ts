/**
 * Postgres types as values: what a parameter takes and a column gives, for the compiler and for the test that compares both with
 * the database (tests/integration/db/statements.test.ts). Called with a value, a type is that value at its place in a statement.
 */
export type Type<T> = {
  (value: T): Slot;
  /** As pg_type calls it. */
  readonly pg: string;
  readonly isNullable: boolean;
  /** Why an expression of which Postgres cannot tell is never null. */
  readonly reason?: string;
  /** The values of a text that has only few. */
  readonly values?: readonly string[];
};

export type Types = Readonly<Record<string, Type<never>>>;

export type ValueOf<A> = A extends (value: infer T) => Slot ? T : never;
export type ValuesOf<A> = { -readonly [K in keyof A]: ValueOf<A[K]> };

/** A place in a statement for a value that comes with each call: the same slot is the same `$n` wherever it stands. */
export class Slot {
  readonly pg: string;
  /** The parameter's name, or the value itself. */
  readonly content: unknown;

  constructor(pg: string, content: unknown) {
    this.pg = pg;
    this.content = content;
  }
}

type Details = Partial<Pick<Type<unknown>, "isNullable" | "reason" | "values">>;

function type<T>(pg: string, details: Details = {}): Type<T> {
  return Object.assign((value: T) => new Slot(pg, encode(pg, value)), { pg, isNullable: false, ...details });
}

/** `pg` writes an object as JSON, but an array as an array. */
export function encode(pg: string, value: unknown): unknown {
  return pg === "jsonb" && value !== null ? JSON.stringify(value) : value;
}

export const smallint = type<number>("int2");
export const int = type<number>("int4");
/** Counts and ids stay below 2^53, see pool.ts. */
export const bigint = type<number>("int8");
export const double = type<number>("float8");
export const text = type<string>("text");
/** Of a fixed length, as a country's two letters. */
export const char = type<string>("bpchar");
export const uuid = type<string>("uuid");
export const bool = type<boolean>("bool");
export const instant = type<Date>("timestamptz");
/** A statement that is run for what it does may return this. */
export const nothing = type<"">("void");

/** The content of a document is the writer's promise: Postgres knows that it is JSON, no more. */
export function json<T>(): Type<T> {
  return type("jsonb");
}

export function arrayOf<T>(element: Type<T>): Type<readonly T[]> {
  return type(`_${element.pg}`);
}

/** A value that was written as Postgres reads it, `{1,2}`: a thousand numbers are cheaper as one string. */
export function literalOf(written: Type<never>): Type<string> {
  return type(written.pg);
}

export function oneOf<const V extends string>(values: readonly V[]): Type<V> {
  return type("text", { values });
}

export function nullable<T>(inner: Type<T>): Type<T | null> {
  return type(inner.pg, { isNullable: true, ...(inner.values && { values: inner.values }) });
}

/** Of an expression of which Postgres cannot tell: never null, because. */
export function known<T>(inner: Type<T>, reason: string): Type<T> {
  return type(inner.pg, { reason, ...(inner.values && { values: inner.values }) });
}
