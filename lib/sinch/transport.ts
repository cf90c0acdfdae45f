import type { ConversationConfig, SinchConfig, SmsPlanConfig, SmsProjectConfig } from "./config";
import { type ConversationTransport, createConversationTransport } from "./conversation/transport";
import { createSmsTransport, type SmsTransport } from "./sms/transport";
import type { Transport } from "./types";

export function createTransport(config: SmsPlanConfig | SmsProjectConfig): SmsTransport;
export function createTransport(config: ConversationConfig): ConversationTransport;
export function createTransport(config: SinchConfig): Transport;
export function createTransport(config: SinchConfig): Transport {
  return config.kind === "sms" ? createSmsTransport(config) : createConversationTransport(config);
}
