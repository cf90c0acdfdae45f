import "server-only";
import type { Sql } from "../db/pool";
import type { ParsedCallback } from "../sinch";
import { applyInbound, type Inbound } from "./inbound";
import { applyOptOut, isOptOut, type OptOut } from "./opt-out";

/** The words of a person, however they reached us: they take effect before anything else does. */
export type Words = Inbound | OptOut;

export function isWords(callback: ParsedCallback): callback is Words {
  return callback.kind === "inbound" || isOptOut(callback);
}

export function applyWords(tx: Sql, words: Words): Promise<void> {
  return words.kind === "inbound" ? applyInbound(tx, words) : applyOptOut(tx, words);
}
