import "server-only";
import { randomUUID } from "node:crypto";
import { sql } from "../db/sql";
import { type Executor, statement } from "../db/statement";
import { int, nullable, smallint, text } from "../db/types";
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

export async function createDirectMessage(tx: Executor, message: NewDirectMessage): Promise<number> {
  const { id } = await insert.one(tx, { ...message, reference: `d.${randomUUID()}`, status: messageStatus.queued });
  await enqueue(tx, "message.direct", { directMessageId: id });
  return id;
}

// A statement, since a callback's transaction is one of pg.
const insert = statement(
  {
    name: "insert-direct-message",
    params: {
      reference: text,
      kind: text,
      phone: text,
      body: text,
      campaignId: nullable(int),
      createdById: nullable(int),
      status: smallint,
    },
    row: { id: int },
  },
  ({ reference, kind, phone, body, campaignId, createdById, status }) => sql`
    INSERT INTO direct_message (client_reference, kind, phone, body, campaign_id, created_by_id, status)
    VALUES (${reference}, ${kind}, ${phone}, ${body}, ${campaignId}, ${createdById}, ${status}) RETURNING id`,
);
