import { badFormat, badJson, violation } from "./refusal";

export type Wire = Record<string, unknown>;

export function isObject(value: unknown): value is Wire {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function optionalText(wire: Wire, field: string, maxLength: number): string | undefined {
  const value = wire[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw badJson(`${field} must be a string`);
  if (value.length > maxLength) throw violation(`${field} must be at most ${maxLength} characters`);
  return value;
}

export function optionalFlag(wire: Wire, field: string): boolean | undefined {
  const value = wire[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw badJson(`${field} must be a boolean`);
  return value;
}

export function optionalInteger(wire: Wire, field: string, min: number, max: number): number | undefined {
  const value = wire[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) throw badJson(`${field} must be an integer`);
  if (value < min || value > max) throw violation(`${field} must be between ${min} and ${max}`);
  return value;
}

export function optionalInstant(wire: Wire, field: string): number | undefined {
  const value = optionalText(wire, field, 64);
  if (value === undefined) return undefined;
  const parsed = parseInstant(value);
  if (parsed === null) throw badFormat(`'${value}' is not a valid ISO 8601 date`);
  return parsed;
}

/** ISO 8601, date only included; without an offset it is UTC. */
export function parseInstant(value: string): number | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return finite(Date.parse(value));
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return null;
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(value);
  return finite(Date.parse(hasOffset ? value : `${value}Z`));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

export function optionalUrl(wire: Wire, field: string): string | undefined {
  const value = optionalText(wire, field, 2048);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return value;
  throw badFormat(`'${value}' is not a valid URL`);
}
