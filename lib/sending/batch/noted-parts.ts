import "server-only";
import { type Fragment, type Part, sql } from "../../db/sql";
import type { MessageMove } from "../../messages/commands";

/**
 * The parts that each text of a call is billed as, noted with its intent: when it turns out later that Sinch has it, the names in
 * the texts may have changed. By seq from the batch's first one on, 0 for people who are not in the call; as an array literal.
 */
export function partsBySeq(accepted: readonly MessageMove[], firstSeq: number): string {
  const parts: number[] = [];
  for (const move of accepted) parts[move.seq - firstSeq] = move.parts ?? 0;
  return `{${Array.from(parts, (count) => count ?? 0).join(",")}}`;
}

/** Of message `m` in attempt `a`; null where it noted none, which leaves what the message says. */
export function notedPartsSql(firstSeq: Part): Fragment {
  return sql`nullif(a.parts[m.seq - ${firstSeq} + 1], 0)`;
}
