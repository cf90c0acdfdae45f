import { randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let lastMs = 0;
let counter = 0;

/** A 26-character ULID, rising within this process even inside one millisecond. */
export function newId(nowMs: number = Date.now()): string {
  counter = nowMs === lastMs ? counter + 1 : 0;
  lastMs = nowMs;
  let random = "";
  for (const byte of randomBytes(11)) random += alphabet[byte & 31];
  return base32(nowMs, 10) + base32(counter, 5) + random;
}

function base32(value: number, length: number): string {
  let text = "";
  let rest = value;
  for (let position = 0; position < length; position++) {
    text = alphabet[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
