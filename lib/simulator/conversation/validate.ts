import type { BatchDraft, BatchFields, ConversationPart } from "../batch";
import { toDigits, toSender } from "../numbers";
import { isObject, type Wire } from "../sms/fields";
import { compileTemplate } from "../template";
import { field, object, oneOf, required, text, texts } from "./fields";
import { invalid, notFound } from "./refusal";

const channels = ["SMS", "MMS"] as const;
type Channel = (typeof channels)[number];
const messageKinds = ["text_message", "media_message"] as const;
/** Accepted by Sinch and turned into a text on SMS; not simulated. */
const otherKinds = ["card_message", "choice_message", "carousel_message", "list_message", "location_message"];
const defaultTtlMs = 3 * 24 * 60 * 60 * 1_000;

/** `messages:send` in its first stage: what a schema refuses. What the channel refuses comes later, as a report. */
export function toMessageDraft(wire: Wire, now: number, appId: string): BatchDraft {
  const app = required(text(wire, "app_id", 64), "app_id");
  if (app !== appId) throw notFound("the app");
  const { channel, digits, contactId } = toRecipient(wire);
  const properties = toProperties(wire);
  const message = required(object(wire, "message"), "message");
  const content = toContent(message);
  const metadata = text(wire, "message_metadata", 1_024) ?? "";
  const part: ConversationPart = {
    appId: app,
    channel,
    message,
    metadata,
    correlationId: text(wire, "correlation_id", 128) ?? "",
    isUrgent: oneOf(wire, "queue", ["NORMAL_PRIORITY", "HIGH_PRIORITY"]) === "HIGH_PRIORITY",
    processingMode:
      oneOf(wire, "processing_strategy", ["DEFAULT", "DISPATCH_ONLY"]) === "DEFAULT" ? "CONVERSATION" : "DISPATCH",
    contactId,
  };
  const fields: BatchFields = {
    ...content,
    ...toSms(channel, properties),
    ...toCallback(wire),
    delivery_report: "per_recipient",
    expire_at: now + toTtlMs(wire),
    client_reference: referenceIn(metadata),
  };
  return { fields, to: [digits], template: compileTemplate(content.body, undefined), conversation: part };
}

function toRecipient(wire: Wire): { channel: Channel; digits: string; contactId: string } {
  const recipient = required(object(wire, "recipient"), "recipient");
  if (text(recipient, "contact_id", 64) !== undefined)
    throw invalid("recipient.contact_id", "contacts do not exist here");
  const identified = required(object(recipient, "identified_by"), "recipient.identified_by");
  const identities = field(identified, "channel_identities");
  if (!Array.isArray(identities) || identities.length === 0)
    throw invalid("recipient", "channel_identities is required");
  const order = texts(wire, "channel_priority_order");
  for (const wanted of order ?? []) toChannel(wanted);
  const known = identities.map((identity: unknown) => {
    if (!isObject(identity)) throw invalid("channel_identities", "must hold objects");
    return { channel: toChannel(text(identity, "channel", 32)), identity: text(identity, "identity", 64) ?? "" };
  });
  const first = order ? known.find(({ channel }) => channel === order[0]) : known[0];
  if (!first) throw invalid("channel_priority_order", "no identity for the first channel");
  // A number that is none passes the schema and fails on the channel.
  return { channel: first.channel, digits: toDigits(first.identity) ?? first.identity, contactId: "" };
}

function toChannel(name: string | undefined): Channel {
  const channel = channels.find((known) => known === name);
  if (!channel) throw invalid("channel", "the app has no such channel");
  return channel;
}

function toContent(message: Wire): Pick<BatchFields, "type" | "body" | "media"> {
  const kinds = [...messageKinds, ...otherKinds].filter((kind) => field(message, kind) !== undefined);
  if (kinds.length !== 1) throw invalid("message", "must hold exactly one kind of message");
  const wanted = object(message, kinds[0] ?? "") ?? {};
  if (kinds[0] === "text_message") {
    return { type: "mt_text", body: required(text(wanted, "text", 2_000), "message.text_message.text") };
  }
  if (kinds[0] !== "media_message") throw invalid("message", "this kind of message is not simulated");
  const url = required(text(wanted, "url", 2_048), "message.media_message.url");
  if (!URL.canParse(url)) throw invalid("message.media_message.url", "is not a URL");
  return { type: "mt_media", body: "", media: { url } };
}

type Properties = Record<string, string>;

function toProperties(wire: Wire): Properties {
  const properties = object(wire, "channel_properties") ?? {};
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value !== "string") throw invalid(`channel_properties.${name}`, "must be a string");
    if (value.length > 1_024) throw invalid(`channel_properties.${name}`, "must be at most 1024 characters");
  }
  return properties as Properties;
}

/** Without a sender the channel fails later, as the plan would (410). */
function toSms(channel: Channel, properties: Properties) {
  const sender = properties[channel === "SMS" ? "SMS_SENDER" : "MMS_SENDER"];
  const parts = Number(properties.SMS_MAX_NUMBER_OF_MESSAGE_PARTS ?? Number.NaN);
  return {
    from: sender === undefined ? null : toSender(sender),
    flash_message: properties.SMS_FLASH_MESSAGE === "true",
    strict_validation: properties.MMS_STRICT_VALIDATION === "true",
    ...(Number.isInteger(parts) && parts > 0 ? { max_number_of_message_parts: parts } : {}),
  };
}

function toCallback(wire: Wire): { callback_url?: string } {
  const url = text(wire, "callback_url", 2_048);
  if (url === undefined || url === "") return {};
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:")
    throw invalid("callback_url", "is not an http(s) URL");
  return { callback_url: url };
}

/** A duration as protobuf writes it: `"30s"`. */
function toTtlMs(wire: Wire): number {
  const ttl = text(wire, "ttl", 32);
  if (ttl === undefined) return defaultTtlMs;
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(ttl)?.[1] ?? Number.NaN);
  if (!(seconds >= 3 && seconds <= 315_576_000_000))
    throw invalid("ttl", "must be a duration from 3s to 315576000000s");
  return Math.min(seconds * 1_000, defaultTtlMs);
}

/** The ground truth knows a message by the reference in its metadata, or by the metadata itself. */
function referenceIn(metadata: string): string {
  try {
    const parsed: unknown = JSON.parse(metadata);
    if (isObject(parsed) && typeof parsed.client_reference === "string") return parsed.client_reference;
  } catch {
    // Any text may be metadata.
  }
  return metadata;
}
