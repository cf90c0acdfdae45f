import "server-only";
import type { Sql } from "../db/pool";

/**
 * The only writer of the suppression list. Each change is written with its evidence in the caller's transaction:
 * there is no suppression without a consent_event, and none is lifted without one.
 */
export type ConsentCause = {
  source: "keyword" | "admin" | "import" | "provider";
  /** The person's own words, or what somebody recorded of them. */
  wording: string;
  keyword: string | null;
  campaignId: number | null;
  inboundMessageId: number | null;
  userId: number | null;
  occurredAt: Date;
};

/** Whatever happens to one number happens in turn, until the end of the transaction. Safe to call twice. */
export async function lockNumber(tx: Sql, phone: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('consent ' || $1, 0))", [phone]);
}

/** Whether the person opted out at this instant or later: then what they asked for before it is history. */
export async function hasRevokedSince(tx: Sql, phone: string, instant: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    "SELECT FROM consent_event WHERE phone = $1 AND kind = 'revoked' AND occurred_at >= $2 LIMIT 1",
    [phone, instant],
  );
  return rowCount === 1;
}

/** Returns whether the number was not suppressed before: only then is it answered and counted. */
export async function suppress(tx: Sql, phone: string, cause: ConsentCause): Promise<boolean> {
  await lockNumber(tx, phone);
  const added = await tx.query(
    `INSERT INTO suppression (phone, source, keyword, campaign_id, created_by_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (phone) DO NOTHING`,
    [phone, cause.source, cause.keyword, cause.campaignId, cause.userId],
  );
  await recordConsent(tx, phone, "revoked", cause);
  if (added.rowCount !== 1) return false;
  if (cause.campaignId !== null) await countReply(tx, cause.campaignId, "opt_outs");
  await tx.query(
    `INSERT INTO activity_counter AS a (starts_at, metric, total)
     VALUES (date_bin('15 minutes', now(), 'epoch'), 'opted_out', 1)
     ON CONFLICT (starts_at, metric) DO UPDATE SET total = a.total + 1`,
  );
  return true;
}

/** Lifts a suppression because the person asked for texts again. Returns whether anything changed for them. */
export async function restore(tx: Sql, phone: string, cause: ConsentCause): Promise<boolean> {
  await lockNumber(tx, phone);
  const lifted = await tx.query("DELETE FROM suppression WHERE phone = $1", [phone]);
  const consented = await tx.query(
    "UPDATE subscriber SET consented_at = $2, updated_at = now() WHERE phone = $1 AND consented_at IS NULL",
    [phone, cause.occurredAt],
  );
  if (lifted.rowCount === 0 && consented.rowCount === 0) return false;
  await recordConsent(tx, phone, "restored", cause);
  return true;
}

async function recordConsent(tx: Sql, phone: string, kind: "revoked" | "restored", cause: ConsentCause) {
  await tx.query(
    `INSERT INTO consent_event (phone, kind, source, wording, campaign_id, inbound_message_id, user_id, occurred_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      phone,
      kind,
      cause.source,
      cause.wording,
      cause.campaignId,
      cause.inboundMessageId,
      cause.userId,
      cause.occurredAt,
    ],
  );
}

export async function countReply(tx: Sql, campaignId: number, column: "opt_outs" | "replies"): Promise<void> {
  await tx.query(
    `INSERT INTO campaign_reply AS r (campaign_id, ${column}) VALUES ($1, 1)
     ON CONFLICT (campaign_id) DO UPDATE SET ${column} = r.${column} + 1`,
    [campaignId],
  );
}
