import { type Batch, statusNames } from "../batch";
import type { Behaviour } from "../behaviour";
import { codes } from "../carrier/codes";
import { newId } from "../ids";
import type { ResolvedOptions } from "../options";
import type { Inbound } from "../store";

type Wire = Record<string, unknown>;
type Echo = Pick<Behaviour, "echoMetadata" | "echoCorrelationId" | "channelCodes">;
type Reported = { status: number; code: number; at: number; id: string };

/** Which reason Sinch gives for which SMS code is not published: this is a guess at the likeliest. */
const reasons: Record<number, string> = {
  61: "RECIPIENT_NOT_OPTED_IN",
  255: "RECIPIENT_NOT_OPTED_IN",
  402: "RECIPIENT_NOT_REACHABLE",
  150: "RECIPIENT_NOT_REACHABLE",
  153: "RECIPIENT_NOT_REACHABLE",
  159: "DELIVERY_TIMED_OUT",
  399: "DELIVERY_REPORT_TIME_OUT",
  403: "INTERNAL_ERROR",
  405: "BAD_REQUEST",
  406: "MESSAGE_EXPIRED",
  410: "CHANNEL_BAD_CONFIGURATION",
  411: "MESSAGE_SPLIT_REQUIRED",
  412: "CHANNEL_BAD_CONFIGURATION",
};

export function messageReport(batch: Batch, { status, code, at, id }: Reported, options: ResolvedOptions, echo: Echo) {
  const sent = batch.conversation;
  const word = statusNames[status] === "Dispatched" ? "QUEUED_ON_CHANNEL" : finalWord(code);
  const report = {
    message_id: id,
    conversation_id: "",
    status: word,
    channel_identity: { channel: sent?.channel ?? "SMS", identity: batch.recipients[0] ?? "", app_id: "" },
    contact_id: sent?.contactId ?? "",
    ...(word === "FAILED" ? { reason: reasonOf(code, echo) } : {}),
    metadata: echo.echoMetadata ? (sent?.metadata ?? "") : "",
    processing_mode: sent?.processingMode ?? "DISPATCH",
  };
  return envelope(options, at, { message_delivery_report: report }, echoed(batch, echo));
}

function finalWord(code: number): string {
  return code === 0 ? "DELIVERED" : "FAILED";
}

function reasonOf(code: number, { channelCodes }: Echo): Wire {
  return {
    code: reasons[code] ?? "CHANNEL_FAILURE",
    description: codes[code]?.words ?? "The channel could not deliver the message",
    sub_code: "UNSPECIFIED_SUB_CODE",
    ...(channelCodes ? { channel_code: String(code) } : {}),
  };
}

export function submitNotification(batch: Batch, options: ResolvedOptions, echo: Echo): string {
  const sent = batch.conversation;
  const notification = {
    message_id: batch.id,
    conversation_id: "",
    channel_identity: { channel: sent?.channel ?? "SMS", identity: batch.recipients[0] ?? "", app_id: "" },
    contact_id: sent?.contactId ?? "",
    submitted_message: sent?.message ?? {},
    metadata: echo.echoMetadata ? (sent?.metadata ?? "") : "",
    processing_mode: sent?.processingMode ?? "DISPATCH",
  };
  return envelope(options, batch.createdAt, { message_submit_notification: notification }, echoed(batch, echo));
}

export function contactMessage(inbound: Inbound, options: ResolvedOptions, echo: Echo): string {
  const correlation_id = echo.echoCorrelationId ? (inbound.clientReference ?? "") : "";
  return envelope(
    options,
    inbound.at,
    { message: contactMessageOf(inbound) },
    { message_metadata: "", correlation_id },
  );
}

/** As it stands in lists too. */
export function contactMessageOf(inbound: Inbound): Wire {
  const url = inbound.media?.[0]?.url;
  return {
    id: inbound.id,
    direction: "TO_APP",
    contact_message:
      url === undefined ? { text_message: { text: inbound.body } } : { media_message: mediaOf(inbound, url) },
    channel_identity: { channel: url === undefined ? "SMS" : "MMS", identity: inbound.from, app_id: "" },
    conversation_id: "",
    contact_id: "",
    metadata: '{"operator":"310150"}',
    accept_time: new Date(inbound.at).toISOString(),
    sender_id: inbound.to,
    processing_mode: "DISPATCH",
    injected: false,
  };
}

function mediaOf(inbound: Inbound, url: string): Wire {
  return inbound.body === "" ? { url } : { url, caption: inbound.body };
}

export function consentNotification(kind: "OPT_IN" | "OPT_OUT", digits: string, options: ResolvedOptions): string {
  const notification = {
    request_id: newId(),
    contact_id: "",
    channel: "SMS",
    identity: digits,
    status: `${kind}_SUCCEEDED`,
    processing_mode: "DISPATCH",
  };
  const key = kind === "OPT_IN" ? "opt_in_notification" : "opt_out_notification";
  return envelope(options, Date.now(), { [key]: notification }, { message_metadata: "", correlation_id: "" });
}

function echoed(batch: Batch, echo: Echo): Wire {
  return {
    message_metadata: echo.echoMetadata ? (batch.conversation?.metadata ?? "") : "",
    correlation_id: echo.echoCorrelationId ? (batch.conversation?.correlationId ?? "") : "",
  };
}

/** There is no trigger on the wire: the payload's name tells. */
function envelope({ appId, projectId }: ResolvedOptions, at: number, payload: Wire, echo: Wire): string {
  const time = new Date(at).toISOString();
  return JSON.stringify({
    app_id: appId,
    project_id: projectId,
    accepted_time: time,
    event_time: time,
    ...echo,
    ...payload,
  });
}
