import { number, object, optionalText, text, type Wire } from "../fields";
import type { ParsedCallback, SinchStatus } from "../types";
import { referenceOf, timeOf } from "./envelope";
import { codeOfReason, statusOfReason } from "./reasons";

/** `READ` is as good as delivered. `SWITCHING_CHANNEL` says that another channel is tried: not final, not news. */
const statuses: Record<string, SinchStatus> = {
  QUEUED: "Queued",
  QUEUED_ON_CHANNEL: "Dispatched",
  SWITCHING_CHANNEL: "Queued",
  DELIVERED: "Delivered",
  READ: "Delivered",
  FAILED: "Failed",
};

const plainCodes: Partial<Record<SinchStatus, number>> = { Queued: 400, Dispatched: 401, Delivered: 0 };

export function parseConversationReport(envelope: Wire, report: Wire): ParsedCallback {
  const name = text(report, "status");
  const known = Object.hasOwn(statuses, name) ? statuses[name] : undefined;
  const parsed = {
    kind: "delivery_report" as const,
    providerBatchId: text(report, "message_id"),
    clientReference: referenceOf(envelope, optionalText(report, "metadata")),
    recipient: number(object(report, "channel_identity"), "identity"),
    at: timeOf(envelope),
  };
  if (known === undefined) return { kind: "ignored", type: "unrecognised_status" };
  // An old sample has "" instead of the object.
  const reason = object(report, "reason");
  if (known !== "Failed") return { ...parsed, status: known, code: plainCodes[known] ?? 0 };
  return { ...parsed, status: statusOfReason(reason), code: codeOfReason(reason) };
}
