import type { ConversationConfig } from "../config";
import type { OutgoingBatch } from "../types";
import type { AppMessage, ChannelProperties, ConversationChannel, SendMessageRequest } from "./wire";

const shortestTtlSeconds = 3;
const longestMetadata = 1024;

/** Numbers are digits without `+` in every sample of Sinch's. */
export function toSendRequest(
  batch: OutgoingBatch,
  recipient: string,
  text: string,
  config: ConversationConfig,
  now: Date,
): SendMessageRequest {
  const channel: ConversationChannel = batch.media ? (config.mediaChannel ?? "MMS") : "SMS";
  return {
    app_id: config.appId,
    recipient: { identified_by: { channel_identities: [{ channel, identity: digits(recipient) }] } },
    message: toMessage(batch, text),
    ...(batch.deliveryReport === "none" ? {} : { callback_url: batch.callbackUrl }),
    channel_priority_order: [channel],
    channel_properties: toProperties(batch, channel),
    message_metadata: toMetadata(batch.clientReference),
    correlation_id: batch.clientReference.slice(0, 128),
    ...(batch.expireAt ? { ttl: toTtl(batch.expireAt, now) } : {}),
    ...(config.queue ? { queue: config.queue } : {}),
    processing_strategy: config.processingStrategy ?? "DISPATCH_ONLY",
  };
}

/** Comes back with every report of the message (callbacks/conversation/envelope.ts reads it). */
export function toMetadata(clientReference: string): string {
  const metadata = JSON.stringify({ client_reference: clientReference });
  if (metadata.length > longestMetadata) throw new RangeError("a client reference must fit into the metadata");
  return metadata;
}

function toMessage(batch: OutgoingBatch, text: string): AppMessage {
  return batch.media ? { media_message: { url: batch.media.url } } : { text_message: { text } };
}

function toProperties(batch: OutgoingBatch, channel: ConversationChannel): ChannelProperties {
  const sender = digits(batch.from);
  if (channel === "MMS") return { MMS_SENDER: sender };
  return {
    SMS_SENDER: sender,
    ...(batch.isFlash ? { SMS_FLASH_MESSAGE: "true" as const } : {}),
    ...(batch.maxParts === undefined ? {} : { SMS_MAX_NUMBER_OF_MESSAGE_PARTS: String(Math.trunc(batch.maxParts)) }),
  };
}

function toTtl(expireAt: Date, now: Date): string {
  const seconds = Math.floor((expireAt.getTime() - now.getTime()) / 1_000);
  return `${Math.max(seconds, shortestTtlSeconds)}s`;
}

function digits(address: string): string {
  return address.replace(/^\+/, "");
}
