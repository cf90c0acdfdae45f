import { toDigits } from "../numbers";
import type { Parameters } from "../template";
import { isObject } from "./fields";
import { badFormat, badJson, violation } from "./refusal";

type Limits = { value: number; key: number };

export function toParameters(value: unknown, limits: Limits): Parameters | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw badJson("parameters must be an object");
  const entries = Object.entries(value).map(([key, values]) => [key, toValues(key, values, limits)] as const);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function toValues(key: string, values: unknown, limits: Limits): Record<string, string> {
  if (!/^[A-Za-z0-9._-]+$/.test(key) || key.length > limits.key)
    throw badFormat(`'${key}' is not a valid parameter key`);
  if (!isObject(values)) throw badJson("a parameter must be an object of recipients and values");
  for (const recipient in values) {
    const text = values[recipient];
    if (typeof text !== "string") throw badJson("a parameter value must be a string");
    if (text.length > limits.value) throw violation(`a parameter value must be at most ${limits.value} characters`);
    if (recipient !== "default" && toDigits(recipient) === null) {
      throw badFormat(`'${recipient}' is not a valid identifier`);
    }
  }
  return isCanonical(values) ? (values as Record<string, string>) : canonical(values as Record<string, string>);
}

const canonicalKey = /^(?:default|\+?[1-9]\d{4,14})$/;

function isCanonical(values: object): boolean {
  for (const recipient in values) if (!canonicalKey.test(recipient)) return false;
  return true;
}

/** Keys with `00`, spaces or dashes are found again by their digits; they are still echoed as they were sent. */
function canonical(values: Record<string, string>): Record<string, string> {
  const lookup: Record<string, string> = {};
  for (const [recipient, text] of Object.entries(values)) lookup[toDigits(recipient) ?? recipient] = text;
  return Object.setPrototypeOf({ ...values }, lookup);
}
