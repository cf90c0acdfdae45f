import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { isDatabaseAway } from "../db/errors";
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
  const errorId = log.error("door failed", error, { door });
  return {
    code: "unexpected",
    message: "Something went wrong on our side. If it happens again, tell your administrator the error id.",
    fields: {},
    errorId,
  };
}

/** Field errors by path ("audience.include"); an issue about the whole input becomes the message. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= issue.message;
  const { "": whole, ...named } = fields;
  throw new AppError("invalid", Object.keys(named).length > 0 ? undefined : whole, { fields: named });
}
