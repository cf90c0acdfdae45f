import { address, instant, number, optionalText, text, type Wire } from "./fields";
import type { ParsedCallback } from "./types";

/** A reply of any kind is a reply: binary and media ones keep what text they carry, so that STOP is seen. */
export function parseInbound(wire: Wire): ParsedCallback {
  return {
    kind: "inbound",
    id: text(wire, "id"),
    from: number(wire, "from"),
    to: address(wire, "to"),
    body: bodyOf(wire),
    receivedAt: instant(wire, "received_at"),
    clientReference: optionalText(wire, "client_reference"),
  };
}

function bodyOf(wire: Wire): string {
  if (wire.type === "mo_binary") return decodeReadable(wire.body);
  if (typeof wire.body === "string") return wire.body;
  if (typeof wire.body !== "object" || wire.body === null) return "";
  const media = wire.body as Wire;
  return [media.subject, media.message].filter((part) => typeof part === "string" && part !== "").join("\n");
}

/** Base64 that holds plain text becomes that text; real binary becomes nothing. */
function decodeReadable(body: unknown): string {
  if (typeof body !== "string") return "";
  const decoded = Buffer.from(body, "base64").toString("utf8");
  return /^[\t\n\r\x20-\x7e]*$/.test(decoded) ? decoded : "";
}
