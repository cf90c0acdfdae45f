import { parseDeliveryReport } from "./delivery-report";
import { MalformedCallback, type Wire } from "./fields";
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

/** Every SMS callback may arrive at any of our addresses, so the type alone decides. Never throws. */
export function parseCallback(rawBody: Buffer | string): ParsedCallback {
  const wire = parseJson(rawBody);
  if (wire === null) return { kind: "malformed", reason: "the body is not a JSON object" };
  if (typeof wire.type !== "string" || wire.type === "") return { kind: "malformed", reason: "type is missing" };
  const parser = Object.hasOwn(parsers, wire.type) ? parsers[wire.type] : undefined;
  if (!parser) return { kind: "ignored", type: printable(wire.type) };
  try {
    return parser(wire);
  } catch (error) {
    if (error instanceof MalformedCallback) return { kind: "malformed", reason: error.message };
    throw error;
  }
}

function parseJson(rawBody: Buffer | string): Wire | null {
  try {
    const parsed: unknown = JSON.parse(typeof rawBody === "string" ? rawBody : rawBody.toString("utf8"));
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}

function printable(type: string): string {
  return /^[A-Za-z_.-]{1,64}$/.test(type) ? type : "unrecognised";
}
