import "server-only";
import { type ConsentCause, suppress } from "../consent/suppression";
import { lockConsentOf } from "../db/locks";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { toStorable } from "../db/storable";
import { text } from "../db/types";
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
  await lockConsentOf.run(tx, { phone: from });
  const wording = `Opted out at Sinch (request ${toStorable(requestId)})`;
  if ((await findRecorded.run(tx, { phone: from, wording })) > 0) return;
  const cause: ConsentCause = {
    source: "provider",
    wording,
    keyword: null,
    campaignId: null,
    inboundMessageId: null,
    userId: null,
    occurredAt: at,
  };
  const { isNew } = await suppress(tx, from, cause);
  if (isNew) await restoreByLaterStart(tx, from, cause);
}

const findRecorded = statement(
  { name: "recorded-consent", params: { phone: text, wording: text } },
  ({ phone, wording }) => sql`SELECT FROM consent_event WHERE phone = ${phone} AND wording = ${wording} LIMIT 1`,
);
