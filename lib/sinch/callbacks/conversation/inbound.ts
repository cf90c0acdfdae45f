import { toAddress } from "../../numbers";
import { instant, number, object, optionalText, text, type Wire } from "../fields";
import type { InboundMedia, ParsedCallback } from "../types";
import { referenceOf, timeOf } from "./envelope";

/** What a person wrote, in whatever shape: everything readable in it becomes the body, so that STOP is seen. */
export function parseContactMessage(envelope: Wire, message: Wire): ParsedCallback {
  if (message.direction === "TO_CONTACT") return { kind: "ignored", type: "message_to_contact" };
  const content = object(message, "contact_message");
  const media = mediaOf(content);
  return {
    kind: "inbound",
    id: text(message, "id"),
    from: number(object(message, "channel_identity"), "identity"),
    to: toAddress(message.sender_id) ?? "",
    body: bodyOf(content),
    receivedAt: typeof message.accept_time === "string" ? instant(message, "accept_time") : timeOf(envelope),
    clientReference: referenceOf(envelope, null),
    ...(media.length > 0 ? { media } : {}),
  };
}

/** A choice may be answered by its text or by what stands behind it; a fallback is what did not fit elsewhere. */
function bodyOf(content: Wire): string {
  const choice = object(content, "choice_response_message");
  const texts = [
    object(content, "text_message").text,
    choice.postback_data,
    object(content, "media_message").caption,
    object(content, "media_card_message").caption,
    object(content, "fallback_message").raw_message,
  ];
  return texts.filter((part) => typeof part === "string" && part !== "").join("\n");
}

function mediaOf(content: Wire): InboundMedia[] {
  const urls = ["media_message", "media_card_message"].map((field) => optionalText(object(content, field), "url"));
  return urls.filter((url) => url !== null).map((url) => ({ url, contentType: null }));
}
