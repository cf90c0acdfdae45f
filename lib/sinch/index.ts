/** The wall of the island: everything the product may know of Sinch. */
export type { Answer, Failure } from "./answer";
export type { AccessKey } from "./auth/oauth";
export { conversationReasons } from "./callbacks/conversation/reasons";
export { parseCallback } from "./callbacks/parse";
export type {
  BatchReport,
  ConsentChange,
  DeliveryReport,
  InboundMedia,
  InboundMessage,
  ParsedCallback,
  SinchStatus,
} from "./callbacks/types";
export { finalStatuses, isFinalStatus, sinchStatuses } from "./callbacks/types";
export { type VerifyInput, verifySignature } from "./callbacks/verify";
export type { ConversationClient } from "./conversation/client";
export type { ConversationTransport } from "./conversation/transport";
export {
  type ConversationRegion,
  conversationHosts,
  conversationRegions,
  type SmsProjectRegion,
  type SmsRegion,
  smsHosts,
  smsProjectHosts,
  smsProjectRegions,
  smsRegions,
} from "./regions";
export type { SmsClient } from "./sms/client";
export type { SmsTransport } from "./sms/transport";
export { createTransport } from "./transport";
export type {
  BatchMedia,
  BatchParameter,
  ConnectionCheck,
  ConversationConfig,
  DryRunResult,
  FoundBatch,
  LikelyCause,
  OutgoingBatch,
  Page,
  RecipientOutcome,
  SendOptions,
  SendOutcome,
  SinchConfig,
  SmsPlanConfig,
  SmsProjectConfig,
  Transport,
  TransportCapabilities,
} from "./types";
