import { number, optionalText, text, type Wire } from "../fields";
import type { ConsentChange } from "../types";
import { timeOf } from "./envelope";

/** Channels with an opt-out of their own; Sinch says whether it could keep to it. */
export function parseConsent(kind: ConsentChange["kind"], envelope: Wire, notification: Wire): ConsentChange {
  return {
    kind,
    from: number(notification, "identity"),
    requestId: text(notification, "request_id"),
    at: timeOf(envelope),
    hasSucceeded: (optionalText(notification, "status") ?? "").endsWith("_SUCCEEDED"),
  };
}
