import "server-only";
import { randomUUID } from "node:crypto";
import type { Sql } from "../db/pool";
import { enqueue } from "../jobs/enqueue";
import { messageStatus } from "./rules";

/**
 * A text to one number outside any audience. It is written in the caller's transaction together with the job that
 * sends it (lib/sending/direct.ts), so it is sent exactly if the transaction commits, and at most once.
 */
export type NewDirectMessage = {
  kind: "test" | "keyword_reply";
  /** E.164 */
  phone: string;
  /** As the person reads it: merge fields are already filled in. */
  body: string;
  campaignId: number | null;
  createdById: number | null;
};

export async function createDirectMessage(tx: Sql, message: NewDirectMessage): Promise<number> {
  const result = await tx.query<{ id: number }>(
    `INSERT INTO direct_message (client_reference, kind, phone, body, campaign_id, created_by_id, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [
      `d.${randomUUID()}`,
      message.kind,
      message.phone,
      message.body,
      message.campaignId,
      message.createdById,
      messageStatus.queued,
    ],
  );
  const id = result.rows[0]?.id ?? 0;
  await enqueue(tx, "message.direct", { directMessageId: id });
  return id;
}
