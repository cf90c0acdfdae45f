import { MalformedCallback, object, printable, text, type Wire } from "../fields";
import type { ParsedCallback } from "../types";
import { parseConsent } from "./consent";
import { parseConversationReport } from "./delivery-report";
import { parseContactMessage } from "./inbound";

type Parser = (envelope: Wire, payload: Wire) => ParsedCallback;

/** There is no trigger on the wire: the one payload says what it is. */
const parsers: Record<string, Parser> = {
  message_delivery_report: parseConversationReport,
  message: parseContactMessage,
  opt_in_notification: (envelope, payload) => parseConsent("opt_in", envelope, payload),
  opt_out_notification: (envelope, payload) => parseConsent("opt_out", envelope, payload),
};

const envelopeFields = new Set([
  "app_id",
  "project_id",
  "accepted_time",
  "event_time",
  "message_metadata",
  "correlation_id",
]);

export function isConversation(wire: Wire): boolean {
  return wire.type === undefined && typeof wire.app_id === "string";
}

/** Other payloads (events, contacts, conversations, whatever comes next) are Sinch's, and not ours to act upon. */
export function parseConversation(envelope: Wire): ParsedCallback {
  text(envelope, "app_id");
  const names = Object.keys(envelope).filter((name) => !envelopeFields.has(name) && envelope[name] !== null);
  const name = names.find((candidate) => Object.hasOwn(parsers, candidate)) ?? names[0];
  if (name === undefined) throw new MalformedCallback("the payload is missing");
  const parser = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
  return parser ? parser(envelope, object(envelope, name)) : { kind: "ignored", type: printable(name) };
}
