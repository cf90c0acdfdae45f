import { address, instant, number, optionalText, text, type Wire } from "./fields";
import type { InboundMedia, ParsedCallback } from "./types";

/** A reply of any kind is a reply: binary and media ones keep what text they carry, so that STOP is seen. */
export function parseInbound(wire: Wire): ParsedCallback {
  const media = mediaOf(wire.body);
  return {
    kind: "inbound",
    id: text(wire, "id"),
    from: number(wire, "from"),
    to: address(wire, "to"),
    body: bodyOf(wire),
    receivedAt: instant(wire, "received_at"),
    clientReference: optionalText(wire, "client_reference"),
    ...(media.length > 0 ? { media } : {}),
  };
}

function bodyOf(wire: Wire): string {
  if (wire.type === "mo_binary") return decodeReadable(wire.body);
  if (typeof wire.body === "string") return wire.body;
  if (typeof wire.body !== "object" || wire.body === null) return "";
  const media = wire.body as Wire;
  return [media.subject, media.message].filter((part) => typeof part === "string" && part !== "").join("\n");
}

/** Only what Sinch could store has an address. */
function mediaOf(body: unknown): InboundMedia[] {
  const listed = typeof body === "object" && body !== null && "media" in body ? body.media : [];
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((item: unknown) => {
    if (typeof item !== "object" || item === null) return [];
    const { url, content_type: type } = item as Wire;
    return typeof url === "string" ? [{ url, contentType: typeof type === "string" ? type : null }] : [];
  });
}

/** Base64 that holds plain text becomes that text; real binary becomes nothing. */
function decodeReadable(body: unknown): string {
  if (typeof body !== "string") return "";
  const decoded = Buffer.from(body, "base64").toString("utf8");
  return /^[\t\n\r\x20-\x7e]*$/.test(decoded) ? decoded : "";
}
