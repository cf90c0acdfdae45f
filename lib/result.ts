import type { ErrorCode } from "./errors";

/** What a server action returns to a form: data, or a failure that can be shown as it is. */
export type Result<T> = { ok: true; data: T } | { ok: false; error: Failure };

export type Failure = {
  code: ErrorCode | "unexpected";
  message: string;
  /** Field name → what is wrong with it. */
  fields: Record<string, string>;
  /** For an unexpected error: the id under which it was logged. */
  errorId?: string;
  retryAfterSeconds?: number;
};

export function ok<T>(data: T): Result<T> {
  return { ok: true, data };
}

export function fail(failure: Omit<Failure, "fields"> & { fields?: Record<string, string> }): Result<never> {
  return { ok: false, error: { fields: {}, ...failure } };
}
