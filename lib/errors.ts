/** What can go wrong in a way the caller can act upon. One table to HTTP and one to words, both here. */
export const errorCodes = [
  "invalid",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "rate_limited",
  "unavailable",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export const httpStatusOf: Record<ErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  unavailable: 503,
};

export const defaultWords: Record<ErrorCode, string> = {
  invalid: "Some of what was sent is not valid.",
  unauthenticated: "Please sign in.",
  forbidden: "Your role does not allow this.",
  not_found: "This does not exist, or no longer does.",
  conflict: "Somebody or something changed this in the meantime. Reload and try again.",
  rate_limited: "Too many attempts. Please wait a moment.",
  unavailable: "This is not available right now. Nothing was lost; try again shortly.",
};

type Details = {
  /** Field name → what is wrong with it, shown beside the field. */
  fields?: Record<string, string>;
  retryAfterSeconds?: number;
  cause?: unknown;
};

/** An expected failure with words a user may read: never put a number, a name or a message text in them. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: Record<string, string>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string = defaultWords[code], details: Details = {}) {
    super(message, { cause: details.cause });
    this.name = "AppError";
    this.code = code;
    this.fields = details.fields ?? {};
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

/** For the default branch of a switch over a union: a new member becomes a type error here. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}
