import { type Batch, messageText, type StatusName } from "../batch";
import type { Inbound } from "../store";
import { countParts, firstPart } from "../text-parts";

export type ReportedStatus = { status: StatusName; code: number; at: number };

export function recipientReport(batch: Batch, index: number, reported: ReportedStatus): string {
  const { fields } = batch;
  const parts = fields.max_number_of_message_parts
    ? { number_of_message_parts: countParts(messageText(batch, index, firstPart)).parts }
    : {};
  return JSON.stringify({
    type: "recipient_delivery_report_sms",
    batch_id: batch.id,
    recipient: batch.recipients[index],
    code: reported.code,
    status: reported.status,
    at: new Date(reported.at).toISOString(),
    // The carrier's own clock knows no milliseconds.
    operator_status_at: `${new Date(reported.at).toISOString().slice(0, 19)}Z`,
    ...(fields.client_reference === undefined ? {} : { client_reference: fields.client_reference }),
    ...parts,
  });
}

export function inboundText(inbound: Inbound): string {
  return JSON.stringify({
    type: "mo_text",
    id: inbound.id,
    from: inbound.from,
    to: inbound.to,
    body: inbound.body,
    received_at: new Date(inbound.at).toISOString(),
  });
}
