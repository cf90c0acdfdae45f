import { type Batch, messageText, type StatusName } from "../batch";
import type { Behaviour } from "../behaviour";
import { isNumeric } from "../numbers";
import type { Inbound } from "../store";
import { countParts, firstPart } from "../text-parts";

export type ReportedStatus = { status: StatusName; code: number; at: number };
type Wire = Record<string, unknown>;
type Spelling = Pick<Behaviour, "plusInReports" | "codesAsText">;

/** `stranger` makes it a report about a batch nobody ever sent. */
export function recipientReport(
  batch: Batch,
  index: number,
  reported: ReportedStatus,
  spelling: Spelling,
  stranger?: { id: string; reference: string },
): string {
  return JSON.stringify(recipientReportOf(batch, index, reported, spelling, stranger));
}

export function recipientReportOf(
  batch: Batch,
  index: number,
  reported: ReportedStatus,
  { plusInReports, codesAsText }: Spelling,
  stranger?: { id: string; reference: string },
): Wire {
  const { fields } = batch;
  const parts = fields.max_number_of_message_parts
    ? { number_of_message_parts: countParts(messageText(batch, index, firstPart)).parts }
    : {};
  const reference = stranger?.reference ?? fields.client_reference;
  return {
    type: fields.type === "mt_media" ? "recipient_delivery_report_mms" : "recipient_delivery_report_sms",
    batch_id: stranger?.id ?? batch.id,
    recipient: spell(batch.recipients[index] ?? "", plusInReports),
    code: codesAsText ? String(reported.code) : reported.code,
    status: reported.status,
    at: new Date(reported.at).toISOString(),
    // The carrier's own clock knows no milliseconds.
    operator_status_at: `${new Date(reported.at).toISOString().slice(0, 19)}Z`,
    ...(reference === undefined ? {} : { client_reference: reference }),
    ...parts,
  };
}

/** `mo_text`, `mo_binary` or `mo_media`, as it was written. */
export function inboundOf(inbound: Inbound, plusInReports = false): Wire {
  return {
    ...contentOf(inbound),
    id: inbound.id,
    from: spell(inbound.from, plusInReports),
    to: spell(inbound.to, plusInReports),
    received_at: new Date(inbound.at).toISOString(),
    ...(inbound.clientReference === null ? {} : { client_reference: inbound.clientReference }),
  };
}

function contentOf({ body, udh, media }: Inbound): Wire {
  if (udh !== undefined) return { type: "mo_binary", body, udh };
  if (!media) return { type: "mo_text", body };
  const uploaded = media.map((item) => ({ ...item, status: "Uploaded", code: 0 }));
  return { type: "mo_media", body: { ...(body === "" ? {} : { message: body }), media: uploaded } };
}

function spell(address: string, hasPlus: boolean): string {
  return hasPlus && isNumeric(address) && address.length > 6 ? `+${address}` : address;
}
