import { toAddress, toNumber } from "../numbers";
import { type SinchStatus, sinchStatuses } from "./types";

/** A JSON object from the wire. Unknown fields are ignored, known ones are read through the functions below. */
export type Wire = Record<string, unknown>;

/** The message names the field and never its value. */
export class MalformedCallback extends Error {}

export function text(wire: Wire, field: string): string {
  const value = wire[field];
  if (typeof value === "string" && value !== "") return value;
  throw new MalformedCallback(`${field} is missing or not a text`);
}

export function optionalText(wire: Wire, field: string): string | null {
  const value = wire[field];
  return typeof value === "string" && value !== "" ? value : null;
}

export function number(wire: Wire, field: string): string {
  const value = toNumber(wire[field]);
  if (value !== null) return value;
  throw new MalformedCallback(`${field} is not a number to call`);
}

export function address(wire: Wire, field: string): string {
  const value = toAddress(wire[field]);
  if (value !== null) return value;
  throw new MalformedCallback(`${field} is missing`);
}

/** Older samples write `"0"` where newer ones write `0`. */
export function integer(wire: Wire, field: string): number {
  const value = wire[field];
  const parsed = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof parsed === "number" && Number.isInteger(parsed) && parsed >= 0) return parsed;
  throw new MalformedCallback(`${field} is not a whole number`);
}

/** ISO 8601 with or without milliseconds; without an offset it is UTC. */
export function instant(wire: Wire, field: string): Date {
  const value = wire[field];
  const isText = typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value);
  const hasOffset = isText && /(?:[zZ]|[+-]\d{2}:?\d{2})$/.test(value);
  const parsed = new Date(isText ? `${value}${hasOffset ? "" : "Z"}` : Number.NaN);
  if (!Number.isNaN(parsed.getTime())) return parsed;
  throw new MalformedCallback(`${field} is not a date`);
}

const statusByName = new Map<string, SinchStatus>(sinchStatuses.map((status) => [status.toLowerCase(), status]));
statusByName.set("canceled", "Cancelled");

/** Null for a status this version does not know. */
export function status(wire: Wire): SinchStatus | null {
  return statusByName.get(text(wire, "status").toLowerCase()) ?? null;
}

export function objects(wire: Wire, field: string): Wire[] {
  const value = wire[field];
  if (!Array.isArray(value)) throw new MalformedCallback(`${field} is not a list`);
  return value.filter((item): item is Wire => typeof item === "object" && item !== null);
}

/** The object in this field; an empty one when there is none. */
export function object(wire: Wire, field: string): Wire {
  const value = wire[field];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A name from outside, fit for a log. */
export function printable(name: string): string {
  return /^[A-Za-z_.-]{1,64}$/.test(name) ? name : "unrecognised";
}
