import { type BatchDraft, type BatchFields, type DeliveryReport, isGroupId } from "../batch";
import type { Behaviour } from "../behaviour";
import type { Groups } from "../groups";
import { toDigits, toSender } from "../numbers";
import { compileTemplate } from "../template";
import { limitsOf, toContent } from "./content";
import { optionalFlag, optionalInstant, optionalInteger, optionalText, optionalUrl, type Wire } from "./fields";
import { badFormat, badJson, Refusal, violation } from "./refusal";

export type SendContext = { groups: Pick<Groups, "find">; settings: { behaviour: Behaviour } };

const reports: readonly string[] = ["none", "summary", "full", "per_recipient", "per_recipient_final"];
export const threeDaysMs = 3 * 24 * 60 * 60 * 1_000;
const maxRecipients = 1_000;

/** A send request as Sinch would take it, or a thrown `Refusal`. */
export function toDraft(wire: Wire, now: number, { groups, settings: { behaviour } }: SendContext): BatchDraft {
  const to = toRecipients(wire.to, groups);
  const fields = toFields(wire, now, behaviour);
  const isTemplate = fields.type !== "mt_binary";
  return { fields, to, template: compileTemplate(fields.body, isTemplate ? fields.parameters : undefined) };
}

function toRecipients(to: unknown, groups: SendContext["groups"]): string[] {
  if (to === undefined || to === null) throw violation("to is required");
  if (!Array.isArray(to)) throw badJson("to must be an array of strings");
  if (to.length < 1 || to.length > maxRecipients) throw violation(`to must hold 1 to ${maxRecipients} recipients`);
  return to.map((recipient: unknown) => {
    if (typeof recipient !== "string") throw badJson("to must be an array of strings");
    const digits = toDigits(recipient);
    if (digits !== null) return digits;
    if (isGroupId(recipient) && /^(?:[0-9A-Z]{26}|[A-Za-z0-9]{12})$/.test(recipient)) {
      if (groups.find(recipient)) return recipient;
      throw new Refusal(403, "unknown_group", `Unknown group '${recipient}'`);
    }
    throw badFormat(`'${recipient}' is not a valid identifier`);
  });
}

function toFields(wire: Wire, now: number, behaviour: Behaviour): BatchFields {
  const limits = limitsOf(behaviour);
  const sendAt = optionalInstant(wire, "send_at");
  const content = toContent(wire, limits);
  const isBinary = content.type === "mt_binary";
  const isText = content.type === "mt_text";
  return withoutUndefined({
    ...content,
    from: toFrom(wire),
    ...toReport(wire),
    send_at: sendAt,
    expire_at: toExpiry(wire, sendAt ?? now, behaviour),
    client_reference: optionalText(wire, "client_reference", limits.reference),
    feedback_enabled: optionalFlag(wire, "feedback_enabled"),
    flash_message: isText ? (optionalFlag(wire, "flash_message") ?? false) : undefined,
    truncate_concat: isText ? optionalFlag(wire, "truncate_concat") : undefined,
    max_number_of_message_parts: isText ? optionalInteger(wire, "max_number_of_message_parts", 1, 1_000) : undefined,
    from_ton: isText || isBinary ? optionalInteger(wire, "from_ton", 0, 6) : undefined,
    from_npi: isText || isBinary ? optionalInteger(wire, "from_npi", 0, 18) : undefined,
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

/** Whether what exceeds three days is cut or refused is not documented. */
function toExpiry(wire: Wire, sendAt: number, { expiryBeyondMax }: Behaviour): number {
  const latest = sendAt + threeDaysMs;
  const expireAt = optionalInstant(wire, "expire_at");
  if (expireAt === undefined) return latest;
  if (expireAt <= sendAt) throw violation("expire_at must be after send_at");
  if (expireAt > latest && expiryBeyondMax === "reject") {
    throw violation("expire_at must be at most three days after send_at");
  }
  return Math.min(expireAt, latest);
}

type Loose<T> = { [K in keyof T]: T[K] | (undefined extends T[K] ? undefined : never) };

function withoutUndefined(fields: Loose<{ [K in keyof BatchFields]: BatchFields[K] | undefined }>): BatchFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as BatchFields;
}
