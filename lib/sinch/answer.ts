import type { ErrorBody } from "./error-body";
import { parseErrorBody } from "./error-body";
import type { HttpResult } from "./http";
import { toRetryAfterMs } from "./retry-after";

/**
 * What any call but a send comes back with. Asking is safe to repeat, so the caller decides by `kind` alone.
 * - `refused` Sinch said no, and would again.
 * - `throttled` too much for now.
 * - `unreachable` no answer, a 5xx, or one that cannot be read: nothing is known.
 * - `unsupported` this API has no such thing; see the transport's capabilities.
 */
export type Failure =
  | ({ kind: "refused"; httpStatus: number } & ErrorBody)
  | { kind: "throttled"; retryAfterMs: number }
  | { kind: "unreachable"; reason: string }
  | { kind: "unsupported" };

export type Answer<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export const unsupported: { ok: false; failure: Failure } = { ok: false, failure: { kind: "unsupported" } };

/** What a response has to hold to be taken for the thing asked for. */
export type Shape<T> = (wire: unknown) => T | null;

export function toAnswer<T>(result: HttpResult, shape: Shape<T>, now: Date): Answer<T> {
  if (result.kind === "failed") return unreachable(result.reason);
  const { status } = result;
  if (status >= 200 && status < 300) {
    const value = result.isTruncated ? null : shape(parseAny(result.body));
    return value === null ? unreachable(`HTTP status ${status} without a readable body`) : { ok: true, value };
  }
  if (status === 429) {
    return { ok: false, failure: { kind: "throttled", retryAfterMs: toRetryAfterMs(result.retryAfter, now) } };
  }
  if (status < 400 || status >= 500) return unreachable(`HTTP status ${status}`);
  return { ok: false, failure: { kind: "refused", httpStatus: status, ...parseErrorBody(result.body, status) } };
}

function unreachable(reason: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { kind: "unreachable", reason } };
}

function parseAny(body: string): unknown {
  if (body.trim() === "") return null;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** An object with these fields. Everything else of `T` is Sinch's word: fields that are not there read as undefined. */
export function objectWith<T>(...fields: (keyof T & string)[]): Shape<T> {
  return (wire) => {
    if (typeof wire !== "object" || wire === null || Array.isArray(wire)) return null;
    return fields.every((field) => field in wire) ? (wire as T) : null;
  };
}

export function listOfTexts(wire: unknown): string[] | null {
  return Array.isArray(wire) && wire.every((item) => typeof item === "string") ? wire : null;
}

/** For answers that carry nothing: an empty body, `{}` or anything else. */
export function nothing(): true {
  return true;
}
