import "server-only";
import { helpReply, startReply, stopReply } from "../compliance/answers";
import { classifyReply } from "../compliance/replies/classify";
import type { Reply } from "../compliance/replies/reply";
import { type ConsentCause, countReplies, hasRevokedSince, restore, suppress } from "../consent/suppression";
import { lockConsentOf } from "../db/locks";
import type { Sql } from "../db/pool";
import { sql } from "../db/sql";
import { statement } from "../db/statement";
import { toStorable } from "../db/storable";
import { bigint, instant, int, nullable, text } from "../db/types";
import { createDirectMessage } from "../messages/direct";
import { getOrganisation } from "../settings/queries";
import type { ParsedCallback } from "../sinch";
import { findCausingCampaign } from "./cause";

export type Inbound = Extract<ParsedCallback, { kind: "inbound" }>;

/**
 * Applies a person's text, in the caller's transaction. STOP suppresses the number, known to us or not, and is answered
 * once; START restores it as a new, recorded consent. The same message delivered twice changes nothing, and messages
 * delivered in another order than they were written end as if they had come in theirs: the person's last word counts.
 */
export async function applyInbound(tx: Sql, received: Inbound): Promise<void> {
  const inbound = storable(received);
  await lockConsentOf.run(tx, { phone: inbound.from });
  const reply = classifyReply(inbound.body);
  const keyword = keywordOf(reply);
  const campaignId = await findCausingCampaign(tx, inbound.from, inbound.clientReference);
  const id = await insertInbound(tx, inbound, keyword, campaignId);
  if (id === null) return;
  if (campaignId !== null) await countReplies.run(tx, { campaignId, optOuts: 0, replies: 1 });

  const cause: ConsentCause = {
    source: "keyword",
    wording: inbound.body,
    keyword: reply.keyword ?? null,
    campaignId,
    inboundMessageId: id,
    userId: null,
    occurredAt: inbound.receivedAt,
  };
  const answer = await act(tx, keyword, inbound.from, cause);
  if (answer !== null) {
    await createDirectMessage(tx, {
      kind: "keyword_reply",
      phone: inbound.from,
      body: answer,
      campaignId,
      createdById: null,
    });
  }
}

/** What is acted upon, and what is kept for a person to look at. */
function keywordOf({ outcome, request }: Reply): "stop" | "likely" | "start" | "help" | "none" {
  if (request !== "stop") return request;
  return outcome === "sure" ? "stop" : "likely";
}

/** A handset may send anything; a sign that Postgres refuses must not cost a person their STOP. */
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
  if (keyword === "none" || keyword === "likely") return null;
  const organisation = await getOrganisation(tx);
  const names = { brand: organisation.name };
  switch (keyword) {
    case "stop":
      if (!(await suppress(tx, phone, cause)).isNew) return null;
      return (await restoreByLaterStart(tx, phone, cause)) ? null : stopReply(names);
    case "start":
      if (await hasRevokedSince(tx, phone, cause.occurredAt)) return null;
      return (await restore(tx, phone, cause)) === null ? null : startReply(names);
    default:
      return (await wasHelpedRecently(tx, phone)) ? null : helpReply(names, organisation.support || organisation.name);
  }
}

/** A STOP that comes after the START which followed it: both go on record, in the order they were written. */
export async function restoreByLaterStart(tx: Sql, phone: string, stop: ConsentCause): Promise<boolean> {
  const start = await findLaterStart.first(tx, { phone, at: stop.occurredAt });
  if (!start || (await hasRevokedSince(tx, phone, start.receivedAt))) return false;
  const evidenceId = await restore(tx, phone, {
    ...stop,
    source: "keyword",
    keyword: null,
    wording: start.body,
    campaignId: start.campaignId,
    inboundMessageId: start.id,
    occurredAt: start.receivedAt,
  });
  return evidenceId !== null;
}

const findLaterStart = statement(
  {
    name: "later-start",
    params: { phone: text, at: instant },
    row: { id: bigint, body: text, campaignId: nullable(int), receivedAt: instant },
  },
  ({ phone, at }) => sql`
    SELECT id, body, campaign_id AS "campaignId", received_at AS "receivedAt" FROM inbound_message
     WHERE phone = ${phone} AND keyword = 'start' AND received_at > ${at} ORDER BY received_at DESC LIMIT 1`,
);

/** Two machines that answer each other must not do so for ever. */
async function wasHelpedRecently(tx: Sql, phone: string): Promise<boolean> {
  return (await findSecondHelp.run(tx, { phone })) > 0;
}

const findSecondHelp = statement(
  { name: "second-help", params: { phone: text } },
  ({ phone }) => sql`
    SELECT FROM inbound_message
     WHERE phone = ${phone} AND keyword = 'help' AND created_at > now() - interval '10 minutes'
    OFFSET 1 LIMIT 1`,
);

/** Returns the message's id; null for one that was delivered before. */
async function insertInbound(
  tx: Sql,
  { id, from, to, body, receivedAt }: Inbound,
  keyword: string,
  campaignId: number | null,
): Promise<number | null> {
  const row = { providerId: id, phone: from, recipient: to, body, keyword, campaignId, receivedAt };
  return (await addInbound.first(tx, row))?.id ?? null;
}

const addInbound = statement(
  {
    name: "add-inbound",
    params: {
      providerId: text,
      phone: text,
      recipient: text,
      body: text,
      keyword: text,
      campaignId: nullable(int),
      receivedAt: instant,
    },
    row: { id: bigint },
  },
  ({ providerId, phone, recipient, body, keyword, campaignId, receivedAt }) => sql`
    INSERT INTO inbound_message (provider_id, phone, recipient, body, keyword, campaign_id, received_at)
    VALUES (${providerId}, ${phone}, ${recipient}, ${body}, ${keyword}, ${campaignId}, ${receivedAt})
    ON CONFLICT (provider_id) DO NOTHING RETURNING id`,
);
