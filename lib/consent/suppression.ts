import "server-only";
import { lockConsentOf } from "../db/locks";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { bigint, instant, int, nullable, oneOf, text } from "../db/types";
import { type ConsentKind, type ConsentSource, consentKinds, consentSources } from "./views";

/**
 * The only writer of the suppression list. Each change is written with its evidence in the caller's transaction, of pg or of Prisma:
 * there is no suppression without a consent_event, and none is lifted without one. Changes of one number take turns (`lockConsentOf`).
 */
export type ConsentCause = {
  source: ConsentSource;
  /** The person's own words, or what an administrator recorded of them. */
  wording: string;
  keyword: string | null;
  campaignId: number | null;
  inboundMessageId: number | null;
  userId: number | null;
  occurredAt: Date;
};

/** `isNew` where the number was not suppressed before: only then is it answered and counted. */
export type Suppressed = { isNew: boolean; evidenceId: number };

export async function suppress(tx: Executor, phone: string, cause: ConsentCause): Promise<Suppressed> {
  const { source, keyword, campaignId, userId } = cause;
  await lockConsentOf.run(tx, { phone });
  const added = await addSuppression.run(tx, { phone, source, keyword, campaignId, userId });
  const evidenceId = await recordEvidence(tx, phone, "revoked", cause);
  if (added === 0) return { isNew: false, evidenceId };
  if (campaignId !== null) await countReplies.run(tx, { campaignId, optOuts: 1, replies: 0 });
  await countOptOut.run(tx);
  return { isNew: true, evidenceId };
}

const addSuppression = statement(
  {
    name: "add-suppression",
    params: {
      phone: text,
      source: oneOf(consentSources),
      keyword: nullable(text),
      campaignId: nullable(int),
      userId: nullable(int),
    },
  },
  ({ phone, source, keyword, campaignId, userId }) => sql`
    INSERT INTO suppression (phone, source, keyword, campaign_id, created_by_id)
    VALUES (${phone}, ${source}, ${keyword}, ${campaignId}, ${userId})
    ON CONFLICT (phone) DO NOTHING`,
);

const countOptOut = statement(
  { name: "count-opt-out" },
  () => sql`
    INSERT INTO activity_counter AS a (starts_at, metric, total)
    VALUES (date_bin('15 minutes', now(), 'epoch'), 'opted_out', 1)
    ON CONFLICT (starts_at, metric) DO UPDATE SET total = a.total + 1`,
);

/** Replies and opt-outs that a campaign caused. */
export const countReplies = statement(
  { name: "count-replies", params: { campaignId: int, optOuts: int, replies: int } },
  ({ campaignId, optOuts, replies }) => sql`
    INSERT INTO campaign_reply AS r (campaign_id, opt_outs, replies) VALUES (${campaignId}, ${optOuts}, ${replies})
    ON CONFLICT (campaign_id) DO UPDATE
      SET opt_outs = r.opt_outs + excluded.opt_outs, replies = r.replies + excluded.replies`,
);

/**
 * Lifts a suppression because the person asked for texts again. Returns the id of the evidence; null where nothing changed for
 * them, and then there is none.
 */
export async function restore(tx: Executor, phone: string, cause: ConsentCause): Promise<number | null> {
  await lockConsentOf.run(tx, { phone });
  const lifted = await liftSuppression.run(tx, { phone });
  const consented = await giveConsent.run(tx, { phone, at: cause.occurredAt });
  if (lifted === 0 && consented === 0) return null;
  return recordEvidence(tx, phone, "restored", cause);
}

const liftSuppression = statement(
  { name: "lift-suppression", params: { phone: text } },
  ({ phone }) => sql`DELETE FROM suppression WHERE phone = ${phone}`,
);

const giveConsent = statement(
  { name: "give-consent", params: { phone: text, at: instant } },
  ({ phone, at }) => sql`
    UPDATE subscriber SET consented_at = ${at}, updated_at = now() WHERE phone = ${phone} AND consented_at IS NULL`,
);

async function recordEvidence(tx: Executor, phone: string, kind: ConsentKind, cause: ConsentCause): Promise<number> {
  const { keyword: _, ...evidence } = cause;
  return (await insertEvidence.one(tx, { phone, kind, ...evidence })).id;
}

const insertEvidence = statement(
  {
    name: "record-consent",
    params: {
      phone: text,
      kind: oneOf(consentKinds),
      source: oneOf(consentSources),
      wording: text,
      campaignId: nullable(int),
      inboundMessageId: nullable(bigint),
      userId: nullable(int),
      occurredAt: instant,
    },
    row: { id: bigint },
  },
  ({ phone, kind, source, wording, campaignId, inboundMessageId, userId, occurredAt }) => sql`
    INSERT INTO consent_event (phone, kind, source, wording, campaign_id, inbound_message_id, user_id, occurred_at)
    VALUES (${phone}, ${kind}, ${source}, ${wording}, ${campaignId}, ${inboundMessageId}, ${userId}, ${occurredAt})
    RETURNING id`,
);

/** Whether the person opted out at this instant or later: then an earlier wish of theirs is history. */
export async function hasRevokedSince(tx: Executor, phone: string, at: Date): Promise<boolean> {
  return (await findRevoked.run(tx, { phone, at })) > 0;
}

const findRevoked = statement(
  { name: "revoked-since", params: { phone: text, at: instant } },
  ({ phone, at }) => sql`
    SELECT FROM consent_event WHERE phone = ${phone} AND kind = 'revoked' AND occurred_at >= ${at} LIMIT 1`,
);
