import "server-only";
import { type ConsentCause, lockNumber, suppress } from "../consent/commands";
import type { Sql } from "../db/pool";
import { toStorable } from "../db/storable";
import type { ConsentChange, ParsedCallback } from "../sinch";
import { restoreByLaterStart } from "./inbound";

export type OptOut = ConsentChange & { kind: "opt_out" };

export function isOptOut(callback: ParsedCallback): callback is OptOut {
  return callback.kind === "opt_out";
}

/**
 * An opt-out that Sinch took itself, on a channel that has a button for it. It suppresses the number like a STOP and is
 * not answered: the channel did that. Whether Sinch could keep to it is no matter, the person has spoken. Twice is once.
 * The way back is the person's own START; an opt-in that Sinch reports is kept on record and lifts nothing.
 */
export async function applyOptOut(tx: Sql, { from, requestId, at }: OptOut): Promise<void> {
  await lockNumber(tx, from);
  const wording = `Opted out at Sinch (request ${toStorable(requestId)})`;
  const known = await tx.query("SELECT FROM consent_event WHERE phone = $1 AND wording = $2", [from, wording]);
  if (known.rowCount !== 0) return;
  const cause: ConsentCause = {
    source: "provider",
    wording,
    keyword: null,
    campaignId: null,
    inboundMessageId: null,
    userId: null,
    occurredAt: at,
  };
  if (await suppress(tx, from, cause)) await restoreByLaterStart(tx, from, cause);
}
