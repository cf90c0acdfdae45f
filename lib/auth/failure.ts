import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { isDatabaseAway, sqlState } from "../db/errors";
import { isStorable } from "../db/storable";
import { AppError, defaultWords, isAppError } from "../errors";
import { log } from "../log";
import { type Failure, fail, ok, type Result } from "../result";

/** Runs the inside of a door. Whatever goes wrong in there becomes a failure that can be shown as it is. */
export async function settle<T>(door: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    // Next's own redirect() and notFound() travel as exceptions.
    unstable_rethrow(error);
    return fail(toFailure(error, door));
  }
}

function toFailure(error: unknown, door: string): Failure {
  if (isAppError(error)) {
    const { code, message, fields, retryAfterSeconds } = error;
    return { code, message, fields, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  }
  if (isDatabaseAway(error)) {
    log.warn("door: database away", { door, err: error });
    return { code: "unavailable", message: defaultWords.unavailable, fields: {} };
  }
  const code = codeByState[sqlState(error) ?? ""];
  if (code) {
    log.warn("door: statement refused", { door, err: error });
    return { code, message: defaultWords[code], fields: {} };
  }
  const errorId = log.error("door failed", error, { door });
  return {
    code: "unexpected",
    message: "Something went wrong on our side. If it happens again, tell your administrator the error id.",
    fields: {},
    errorId,
  };
}

/** What Postgres refuses without anything being wrong on our side: a race that somebody lost, a statement that took too long. */
const codeByState: Record<string, "conflict" | "unavailable"> = {
  "40001": "conflict",
  "40P01": "conflict",
  "57014": "unavailable",
};

/** Field errors by path ("audience.include"); an issue about the whole input becomes the message. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const odd = unstorablePath(input);
  if (odd) throw new AppError("invalid", undefined, { fields: { [odd.join(".")]: unstorableWords } });
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= issue.message;
  const { "": whole, ...named } = fields;
  throw new AppError("invalid", Object.keys(named).length > 0 ? undefined : whole, { fields: named });
}

const unstorableWords = "There is a character in it that cannot be kept. Type it anew instead of pasting it.";

/** Where the first text is that Postgres could not keep; null for good input. A schema need not think of it. */
function unstorablePath(input: unknown, path: string[] = []): string[] | null {
  if (typeof input === "string") return isStorable(input) ? null : path;
  if (typeof input !== "object" || input === null) return null;
  for (const [key, value] of Object.entries(input)) {
    const found = isStorable(key) ? unstorablePath(value, [...path, key]) : path;
    if (found) return found;
  }
  return null;
}
