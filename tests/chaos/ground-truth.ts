import { messageStatus } from "@/lib/messages/rules";
import { look, type World } from "./world.ts";

/** The ground truth (the texts that Sinch accepted and let out) and our own account of it, side by side. */

export type Accepted = {
  reference: string;
  phone: string;
  /** The final states that our ledger may give it; empty while Sinch has none. */
  fates: readonly number[];
  /** Milliseconds since 1970. */
  acceptedAt: number;
  /** From the reference: c.INSTALLATION.CAMPAIGN.BATCH.ATTEMPT; null for a direct message. */
  batch: { campaignId: number; number: number; attempt: number } | null;
};

export async function readAccepted(world: Pick<World, "simulator">): Promise<Accepted[]> {
  const { columns, rows } = await look<{ columns: string[]; rows: unknown[][] }>(world, "messages?format=compact");
  const at = (name: string) => columns.indexOf(name);
  const [reference, phone, status, acceptedAt, dispatchedAt, api] = [
    "client_reference",
    "recipient",
    "status",
    "accepted_at",
    "dispatched_at",
    "api",
  ].map(at);
  // A text that was held back and canceled did not arrive.
  const texts = rows.filter((row) => row[status ?? -1] !== "Cancelled" || row[dispatchedAt ?? -1] !== null);
  return texts.map((row) => ({
    reference: String(row[reference ?? -1]),
    phone: String(row[phone ?? -1]),
    fates: fatesOf(String(row[status ?? -1]), row[api ?? -1] === "conversation"),
    acceptedAt: Date.parse(String(row[acceptedAt ?? -1])),
    batch: batchOf(String(row[reference ?? -1])),
  }));
}

/** The Conversation API gives a reason instead of the status, and not every status has a reason of its own. */
function fatesOf(status: string, isConversation: boolean): readonly number[] {
  const fate = finalOf[status];
  if (fate === undefined) return [];
  return isConversation && undelivered.includes(fate) ? undelivered : [fate];
}

const undelivered: readonly number[] = [
  messageStatus.failed,
  messageStatus.expired,
  messageStatus.rejected,
  messageStatus.aborted,
  messageStatus.unknown,
];

function batchOf(reference: string): Accepted["batch"] {
  const [kind, , campaign, number, attempt] = reference.split(".");
  if (kind !== "c") return null;
  return { campaignId: Number(campaign), number: Number(number), attempt: Number(attempt) };
}

export type LedgerRow = { campaignId: number; seq: number; phone: string; status: number; code: number };

export async function readLedger(world: Pick<World, "database">): Promise<LedgerRow[]> {
  const { rows } = await world.database.query<LedgerRow>(
    `SELECT campaign_id AS "campaignId", seq, phone, status, code FROM message ORDER BY campaign_id, seq`,
  );
  return rows;
}

/** Sinch's final words → ours; the others are not final. */
const finalOf: Record<string, number> = {
  Delivered: messageStatus.delivered,
  Failed: messageStatus.failed,
  Expired: messageStatus.expired,
  Rejected: messageStatus.rejected,
  Aborted: messageStatus.aborted,
  Cancelled: messageStatus.canceled,
  Deleted: messageStatus.failed,
  Unknown: messageStatus.unknown,
};
