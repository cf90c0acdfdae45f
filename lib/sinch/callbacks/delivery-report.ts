import { toNumber } from "../numbers";
import { instant, integer, number, objects, optionalText, status, text, type Wire } from "./fields";
import type { ParsedCallback } from "./types";

export function parseDeliveryReport(wire: Wire, scope: "recipient" | "batch"): ParsedCallback {
  return scope === "recipient" ? parseRecipientReport(wire) : parseBatchReport(wire);
}

function parseRecipientReport(wire: Wire): ParsedCallback {
  const known = status(wire);
  const report = {
    kind: "delivery_report" as const,
    providerBatchId: text(wire, "batch_id"),
    clientReference: optionalText(wire, "client_reference"),
    recipient: number(wire, "recipient"),
    code: integer(wire, "code"),
    at: instant(wire, "at"),
  };
  // A status invented after this was written: well formed, so acknowledged, but not ours to interpret.
  return known === null ? { kind: "ignored", type: "unrecognised_status" } : { ...report, status: known };
}

function parseBatchReport(wire: Wire): ParsedCallback {
  const statuses = objects(wire, "statuses").flatMap((entry) => {
    const known = status(entry);
    if (known === null) return [];
    const listed = Array.isArray(entry.recipients) ? entry.recipients : [];
    const recipients = listed.map(toNumber).filter((recipient) => recipient !== null);
    return [{ status: known, code: integer(entry, "code"), count: integer(entry, "count"), recipients }];
  });
  return {
    kind: "batch_report",
    providerBatchId: text(wire, "batch_id"),
    clientReference: optionalText(wire, "client_reference"),
    totalMessageCount: integer(wire, "total_message_count"),
    statuses,
  };
}
