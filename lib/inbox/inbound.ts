import "server-only";
import { classifyKeyword } from "../compliance/keywords";
import { helpReply, startReply, stopReply } from "../compliance/replies";
import { type ConsentCause, countReply, hasRevokedSince, lockNumber, restore, suppress } from "../consent/commands";
import type { Sql } from "../db/pool";
import { toStorable } from "../db/storable";
import { createDirectMessage } from "../messages/direct";
import { getOrganisation } from "../settings/queries";
import type { ParsedCallback } from "../sinch";
import { findCausingCampaign } from "./cause";

export type Inbound = Extract<ParsedCallback, { kind: "inbound" }>;

/**
 * What a person wrote, in the caller's transaction. STOP suppresses the number, known to us or not, and is answered
 * once; START restores it as a new, recorded consent. The same message delivered twice changes nothing, and messages
 * delivered in another order than they were written end as if they had come in theirs: the person's last word counts.
 */
export async function applyInbound(tx: Sql, received: Inbound): Promise<void> {
  const inbound = storable(received);
  await lockNumber(tx, inbound.from);
  const match = classifyKeyword(inbound.body);
  const keyword = match.confidence === "exact" ? match.kind : "none";
  const campaignId = await findCausingCampaign(tx, inbound.from, inbound.clientReference);
  const id = await insertInbound(tx, inbound, keyword, campaignId);
  if (id === null) return;
  if (campaignId !== null) await countReply(tx, campaignId, "replies");

  const cause: ConsentCause = {
    source: "keyword",
    wording: inbound.body,
    keyword: match.keyword,
    campaignId,
    inboundMessageId: id,
    userId: null,
    occurredAt: inbound.receivedAt,
  };
  const reply = await act(tx, keyword, inbound.from, cause);
  if (reply !== null) {
    await createDirectMessage(tx, {
      kind: "keyword_reply",
      phone: inbound.from,
      body: reply,
      campaignId,
      createdById: null,
    });
  }
}

/** A handset may send anything; a sign that Postgres refuses must not cost somebody their STOP. */
function storable(inbound: Inbound): Inbound {
  const { id, from, to, body, clientReference } = inbound;
  return {
    ...inbound,
    id: toStorable(id),
    from: toStorable(from),
    to: toStorable(to),
    body: toStorable(body),
    clientReference: clientReference === null ? null : toStorable(clientReference),
  };
}

/** Does what the keyword asks for and returns the answer, if there is one. */
async function act(tx: Sql, keyword: string, phone: string, cause: ConsentCause): Promise<string | null> {
  if (keyword === "none") return null;
  const organisation = await getOrganisation(tx);
  const names = { brand: organisation.name };
  switch (keyword) {
    case "stop":
      if (!(await suppress(tx, phone, cause))) return null;
      return (await restoreByLaterStart(tx, phone, cause)) ? null : stopReply(names);
    case "start":
      if (await hasRevokedSince(tx, phone, cause.occurredAt)) return null;
      return (await restore(tx, phone, cause)) ? startReply(names) : null;
    default:
      return (await wasHelpedRecently(tx, phone)) ? null : helpReply(names, organisation.support || organisation.name);
  }
}

/** A STOP that comes after the START which followed it: both go on record, in the order they were written. */
export async function restoreByLaterStart(tx: Sql, phone: string, stop: ConsentCause): Promise<boolean> {
  const { rows } = await tx.query<{ id: number; body: string; campaignId: number | null; receivedAt: Date }>(
    `SELECT id, body, campaign_id AS "campaignId", received_at AS "receivedAt" FROM inbound_message
      WHERE phone = $1 AND keyword = 'start' AND received_at > $2 ORDER BY received_at DESC LIMIT 1`,
    [phone, stop.occurredAt],
  );
  const [start] = rows;
  if (!start || (await hasRevokedSince(tx, phone, start.receivedAt))) return false;
  return restore(tx, phone, {
    ...stop,
    source: "keyword",
    keyword: null,
    wording: start.body,
    campaignId: start.campaignId,
    inboundMessageId: start.id,
    occurredAt: start.receivedAt,
  });
}

/** Two machines that answer each other must not do so for ever. */
async function wasHelpedRecently(tx: Sql, phone: string): Promise<boolean> {
  const result = await tx.query(
    `SELECT 1 FROM inbound_message
      WHERE phone = $1 AND keyword = 'help' AND created_at > now() - interval '10 minutes'
     OFFSET 1 LIMIT 1`,
    [phone],
  );
  return (result.rowCount ?? 0) > 0;
}

async function insertInbound(
  tx: Sql,
  inbound: Inbound,
  keyword: string,
  campaignId: number | null,
): Promise<number | null> {
  const result = await tx.query<{ id: number }>(
    `INSERT INTO inbound_message (provider_id, phone, recipient, body, keyword, campaign_id, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (provider_id) DO NOTHING RETURNING id`,
    [inbound.id, inbound.from, inbound.to, inbound.body, keyword, campaignId, inbound.receivedAt],
  );
  return result.rows[0]?.id ?? null;
}
