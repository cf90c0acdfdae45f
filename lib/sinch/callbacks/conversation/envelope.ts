import { instant, optionalText, type Wire } from "../fields";

/**
 * Our reference, from where it may come back: the message's metadata, the envelope's, the correlation id. Whether
 * the latter two are echoed when an app keeps nothing is not documented, so each is enough.
 */
export function referenceOf(envelope: Wire, metadata: string | null): string | null {
  return (
    referenceIn(metadata) ??
    referenceIn(optionalText(envelope, "message_metadata")) ??
    optionalText(envelope, "correlation_id")
  );
}

/** `{"client_reference": "…"}`; a plain text is taken for the reference itself. */
export function referenceIn(metadata: string | null): string | null {
  if (metadata === null) return null;
  if (!metadata.trimStart().startsWith("{")) return metadata.length <= 128 ? metadata : null;
  try {
    const { client_reference: reference } = JSON.parse(metadata) as Wire;
    return typeof reference === "string" && reference !== "" ? reference : null;
  } catch {
    return null;
  }
}

/** When it happened; some fixtures know only when Sinch heard of it. */
export function timeOf(envelope: Wire): Date {
  return instant(envelope, typeof envelope.event_time === "string" ? "event_time" : "accepted_time");
}
