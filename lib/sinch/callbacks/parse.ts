import { isConversation, parseConversation } from "./conversation/parse";
import { parseDeliveryReport } from "./delivery-report";
import { MalformedCallback, printable, type Wire } from "./fields";
import { parseInbound } from "./inbound";
import type { ParsedCallback } from "./types";

type Parser = (wire: Wire) => ParsedCallback;

const parsers: Record<string, Parser> = {
  recipient_delivery_report_sms: (wire) => parseDeliveryReport(wire, "recipient"),
  recipient_delivery_report_mms: (wire) => parseDeliveryReport(wire, "recipient"),
  delivery_report_sms: (wire) => parseDeliveryReport(wire, "batch"),
  delivery_report_mms: (wire) => parseDeliveryReport(wire, "batch"),
  mo_text: parseInbound,
  mo_binary: parseInbound,
  mo_media: parseInbound,
};

/**
 * Any callback of either API may arrive at any of our addresses: those of the SMS API say their type, those of the
 * Conversation API are told by the one payload they hold. Never throws.
 */
export function parseCallback(rawBody: Buffer | string): ParsedCallback {
  const wire = parseJson(rawBody);
  if (wire === null) return { kind: "malformed", reason: "the body is not a JSON object" };
  try {
    return isConversation(wire) ? parseConversation(wire) : parseSms(wire);
  } catch (error) {
    if (error instanceof MalformedCallback) return { kind: "malformed", reason: error.message };
    throw error;
  }
}

function parseSms(wire: Wire): ParsedCallback {
  if (typeof wire.type !== "string" || wire.type === "") return { kind: "malformed", reason: "type is missing" };
  const parser = Object.hasOwn(parsers, wire.type) ? parsers[wire.type] : undefined;
  return parser ? parser(wire) : { kind: "ignored", type: printable(wire.type) };
}

function parseJson(rawBody: Buffer | string): Wire | null {
  try {
    const parsed: unknown = JSON.parse(typeof rawBody === "string" ? rawBody : rawBody.toString("utf8"));
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}
