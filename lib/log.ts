import { randomUUID } from "node:crypto";
import pino from "pino";
import { env } from "./env";

/**
 * Structured logs with ids only. Whoever logs passes ids; the redaction below is the second line of defence,
 * the number filter the third.
 */

const secretPaths = ["phone", "to", "from", "recipient", "recipients", "body", "text", "password", "token", "email"];
const numberPattern = /\+?\d{10,15}/g;

export function withoutNumbers(text: string): string {
  return text.replace(numberPattern, "[number]");
}

function serializeError(error: unknown) {
  if (!(error instanceof Error)) return { message: withoutNumbers(String(error)) };
  return {
    type: error.name,
    message: withoutNumbers(error.message),
    stack: withoutNumbers(error.stack ?? ""),
    code: "code" in error ? error.code : undefined,
  };
}

let root: pino.Logger | undefined;

function logger(): pino.Logger {
  root ??= pino({
    level: env().LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretPaths.flatMap((path) => [path, `*.${path}`]), censor: "[redacted]" },
    serializers: { err: serializeError },
  });
  return root;
}

type Fields = Record<string, unknown>;

export const log = {
  debug: (event: string, fields: Fields = {}) => logger().debug(fields, event),
  info: (event: string, fields: Fields = {}) => logger().info(fields, event),
  warn: (event: string, fields: Fields = {}) => logger().warn(fields, event),
  /** Logs an unexpected error under a new id, which is what the user is shown. */
  error: (event: string, err: unknown, fields: Fields = {}): string => {
    const errorId = randomUUID();
    logger().error({ ...fields, err, errorId }, event);
    return errorId;
  },
};
