import { optionalText, type Wire } from "../fields";
import type { SinchStatus } from "../types";

/**
 * The Conversation API gives reasons as words. Each known one has a number of ours above all of the SMS API's, so
 * that reports of both APIs are counted and explained alike. The order is for ever: add at the end.
 */
const names = [
  "UNKNOWN",
  "INTERNAL_ERROR",
  "RATE_LIMITED",
  "RECIPIENT_INVALID_CHANNEL_IDENTITY",
  "RECIPIENT_NOT_REACHABLE",
  "RECIPIENT_NOT_OPTED_IN",
  "OUTSIDE_ALLOWED_SENDING_WINDOW",
  "CHANNEL_FAILURE",
  "CHANNEL_BAD_CONFIGURATION",
  "CHANNEL_CONFIGURATION_MISSING",
  "MEDIA_TYPE_UNSUPPORTED",
  "MEDIA_TOO_LARGE",
  "MEDIA_NOT_REACHABLE",
  "NO_CHANNELS_LEFT",
  "TEMPLATE_NOT_FOUND",
  "TEMPLATE_INSUFFICIENT_PARAMETERS",
  "TEMPLATE_NON_EXISTING_LANGUAGE_OR_VERSION",
  "DELIVERY_TIMED_OUT",
  "DELIVERY_REJECTED_DUE_TO_POLICY",
  "CONTACT_NOT_FOUND",
  "BAD_REQUEST",
  "UNKNOWN_APP",
  "NO_CHANNEL_IDENTITY_FOR_CONTACT",
  "CHANNEL_REJECT",
  "NO_PERMISSION",
  "NO_PROFILE_AVAILABLE",
  "UNSUPPORTED_OPERATION",
  "INACTIVE_CREDENTIAL",
  "MESSAGE_EXPIRED",
  "MESSAGE_SPLIT_REQUIRED",
  "DELIVERY_REPORT_TIME_OUT",
] as const;

const firstCode = 600;

/** Number → Sinch's word, for explaining a code on a screen. */
export const conversationReasons: Readonly<Record<number, string>> = Object.fromEntries(
  names.map((name, index) => [firstCode + index, name]),
);

const codes = new Map<string, number>(names.map((name, index) => [name, firstCode + index]));

/** Where the channel's own code is passed on it says more; a reason invented later counts as `UNKNOWN`. */
export function codeOfReason(reason: Wire): number {
  const channelCode = Number(optionalText(reason, "channel_code") ?? Number.NaN);
  if (Number.isInteger(channelCode) && channelCode > 0 && channelCode < firstCode) return channelCode;
  return codes.get(optionalText(reason, "code") ?? "") ?? firstCode;
}

const statuses: Record<string, SinchStatus> = {
  DELIVERY_TIMED_OUT: "Expired",
  DELIVERY_REPORT_TIME_OUT: "Unknown",
  MESSAGE_EXPIRED: "Expired",
  CHANNEL_REJECT: "Rejected",
  DELIVERY_REJECTED_DUE_TO_POLICY: "Rejected",
};

export function statusOfReason(reason: Wire): SinchStatus {
  const code = optionalText(reason, "code") ?? "";
  return (Object.hasOwn(statuses, code) ? statuses[code] : undefined) ?? "Failed";
}
