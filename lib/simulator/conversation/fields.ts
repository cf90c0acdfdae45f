import { isObject, type Wire } from "../sms/fields";
import { invalid } from "./refusal";

/** proto3 JSON: names in snake or camel case, null means left out. */
export function field(wire: Wire, name: string): unknown {
  const value = wire[name] ?? wire[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())];
  return value === null ? undefined : value;
}

export function text(wire: Wire, name: string, max: number): string | undefined {
  const value = field(wire, name);
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw invalid(name, "must be a string");
  if (value.length > max) throw invalid(name, `must be at most ${max} characters`);
  return value;
}

export function object(wire: Wire, name: string): Wire | undefined {
  const value = field(wire, name);
  if (value === undefined) return undefined;
  if (!isObject(value)) throw invalid(name, "must be an object");
  return value;
}

export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw invalid(name, "is required");
  return value;
}

export function oneOf<T extends string>(wire: Wire, name: string, values: readonly T[]): T | undefined {
  const value = field(wire, name);
  if (value === undefined) return undefined;
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) throw invalid(name, `must be one of ${values.join(", ")}`);
  return known;
}

export function texts(wire: Wire, name: string): string[] | undefined {
  const value = field(wire, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw invalid(name, "must be a list of strings");
  }
  return value;
}
