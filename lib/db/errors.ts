import { AppError } from "../errors";

/** Postgres' SQLSTATE of an error of `pg` or Prisma, where it has one. */
export function sqlState(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  if ("code" in error && typeof error.code === "string") {
    if (error.code === "P2002") return uniqueViolation;
    if (error.code === "P2025") return "P2025";
    if (error.code === "P2034") return serializationFailure;
    // Prisma's own codes look like states, and are none: the state is in the cause.
    if (/^[0-9A-Z]{5}$/.test(error.code) && !/^P\d{4}$/.test(error.code)) return error.code;
  }
  // What Prisma's adapter heard from Postgres.
  if ("originalCode" in error && typeof error.originalCode === "string") return error.originalCode;
  const inner = innerOf(error);
  return inner === undefined ? null : sqlState(inner);
}

/** The error that this one tells of. Prisma keeps that of a raw statement among its own words. */
function innerOf(error: object): unknown {
  if ("cause" in error && error.cause !== undefined) return error.cause;
  const meta = "meta" in error ? error.meta : undefined;
  return typeof meta === "object" && meta !== null && "driverAdapterError" in meta
    ? meta.driverAdapterError
    : undefined;
}

const uniqueViolation = "23505";
const serializationFailure = "40001";
const connectionFailures = /^(08|57P0|53|25P03)/;
const socketFailures = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND"]);

/** What `pg` itself says of a connection; it has no codes. */
const lostConnection = /timeout exceeded when trying to connect|Connection terminated|Query read timeout|not queryable/;

/** The same in the words of Prisma's adapter. */
const lostKinds = new Set(["ConnectionClosed", "DatabaseNotReachable", "SocketTimeout"]);

export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === uniqueViolation;
}

/** Whether the database is away, rather than the statement wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (socketFailures.has(code) || connectionFailures.test(code) || code === "P1001" || code === "P1017") return true;
  if (error instanceof Error && lostConnection.test(error.message)) return true;
  if ("kind" in error && typeof error.kind === "string" && lostKinds.has(error.kind)) return true;
  const inner = innerOf(error);
  return inner !== undefined && isDatabaseAway(inner);
}

/** A lost race or a statement cut short: nothing is wrong with it, and the next try will not meet it. */
const passingStates = new Set(["40001", "40P01", "55P03", "57014"]);

/** Whether the same work may succeed when it is simply done again. */
export function isPassing(error: unknown): boolean {
  return isDatabaseAway(error) || passingStates.has(sqlState(error) ?? "");
}

/** Turns a unique violation into a conflict with words for the field; anything else is thrown as it is. */
export function conflictOn(field: string, message: string) {
  return (error: unknown): never => {
    if (isUniqueViolation(error))
      throw new AppError("conflict", message, { fields: { [field]: message }, cause: error });
    throw error;
  };
}
