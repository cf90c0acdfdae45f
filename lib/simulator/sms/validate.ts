import type { BatchDraft, BatchFields, DeliveryReport } from "../batch";
import { toDigits, toSender } from "../numbers";
import { compileTemplate } from "../template";
import {
  isObject,
  optionalFlag,
  optionalInstant,
  optionalInteger,
  optionalText,
  optionalUrl,
  type Wire,
} from "./fields";
import { toParameters } from "./parameters";
import { badFormat, badJson, Refusal, violation } from "./refusal";

const reports: readonly string[] = ["none", "summary", "full", "per_recipient", "per_recipient_final"];
const threeDaysMs = 3 * 24 * 60 * 60 * 1_000;
const maxRecipients = 1_000;

/** A send request as Sinch would take it, or a thrown `Refusal`. */
export function toDraft(json: string, now: number): BatchDraft {
  const wire = parse(json);
  if ((wire.type ?? "mt_text") !== "mt_text") throw violation("type is not supported here, only mt_text is");
  const recipients = toRecipients(wire.to);
  const fields = toFields(wire, now);
  return { fields, recipients, template: compileTemplate(fields.body, fields.parameters) };
}

function parse(json: string): Wire {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw badJson("the request is not valid JSON");
  }
  if (!isObject(parsed)) throw badJson("the request must be a JSON object");
  return parsed;
}

function toRecipients(to: unknown): string[] {
  if (to === undefined || to === null) throw violation("to is required");
  if (!Array.isArray(to)) throw badJson("to must be an array of strings");
  if (to.length < 1 || to.length > maxRecipients) throw violation(`to must hold 1 to ${maxRecipients} recipients`);
  return to.map((recipient: unknown) => {
    if (typeof recipient !== "string") throw badJson("to must be an array of strings");
    const digits = toDigits(recipient);
    if (digits !== null) return digits;
    if (/^(?=.*[A-Za-z])(?:[0-9A-Z]{26}|[A-Za-z0-9]{12})$/.test(recipient)) {
      throw new Refusal(403, "unknown_group", `Unknown group '${recipient}'`);
    }
    throw badFormat(`'${recipient}' is not a valid identifier`);
  });
}

function toFields(wire: Wire, now: number): BatchFields {
  const body = optionalText(wire, "body", 2_000);
  if (body === undefined) throw violation("body is required");
  const sendAt = optionalInstant(wire, "send_at");
  const parameters = toParameters(wire.parameters);
  return withoutUndefined({
    from: toFrom(wire),
    body,
    parameters,
    ...toReport(wire),
    send_at: sendAt,
    expire_at: toExpiry(wire, sendAt ?? now),
    client_reference: optionalText(wire, "client_reference", 2_048),
    feedback_enabled: optionalFlag(wire, "feedback_enabled"),
    flash_message: optionalFlag(wire, "flash_message") ?? false,
    truncate_concat: optionalFlag(wire, "truncate_concat"),
    max_number_of_message_parts: optionalInteger(wire, "max_number_of_message_parts", 1, 1_000),
    from_ton: optionalInteger(wire, "from_ton", 0, 6),
    from_npi: optionalInteger(wire, "from_npi", 0, 18),
  });
}

function toFrom(wire: Wire): string | null {
  const from = optionalText(wire, "from", 64);
  if (from === undefined) return null;
  const sender = toSender(from);
  if (sender === null) throw badFormat(`'${from}' is not a valid sender`);
  return sender;
}

function toReport(wire: Wire): { delivery_report: DeliveryReport; callback_url: string | undefined } {
  const value = optionalText(wire, "delivery_report", 64) ?? "none";
  if (!isReport(value)) throw badFormat(`'${value}' is not a valid delivery report type`);
  const callbackUrl = optionalUrl(wire, "callback_url");
  // The simulated plan has no default address for delivery reports.
  if (value !== "none" && callbackUrl === undefined) {
    throw new Refusal(403, "missing_callback_url", "A delivery report was requested without a callback URL");
  }
  return { delivery_report: value, callback_url: callbackUrl };
}

function isReport(value: string): value is DeliveryReport {
  return reports.includes(value);
}

/** Later than three days is cut to three days: whether Sinch refuses it instead is not documented. */
function toExpiry(wire: Wire, sendAt: number): number {
  const latest = sendAt + threeDaysMs;
  const expireAt = optionalInstant(wire, "expire_at");
  if (expireAt === undefined) return latest;
  if (expireAt <= sendAt) throw violation("expire_at must be after send_at");
  return Math.min(expireAt, latest);
}

type Loose<T> = { [K in keyof T]: T[K] | (undefined extends T[K] ? undefined : never) };

function withoutUndefined(fields: Loose<{ [K in keyof BatchFields]: BatchFields[K] | undefined }>): BatchFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as BatchFields;
}
