import type { AccessKey } from "./auth/oauth";
import type { ConversationRegion, SmsProjectRegion, SmsRegion } from "./regions";

type Shared = {
  /** Scheme and host, without a path; the region's own host unless given. */
  baseUrl?: string;
  /** For one whole call of the transport: connecting, a token, and all sends of a batch included. */
  timeoutMs?: number;
};

/** A service plan and the token that belongs to it: all five regions. */
export type SmsPlanConfig = Shared & {
  kind: "sms";
  region?: SmsRegion;
  servicePlanId: string;
  apiToken: string;
};

/** A project's access key on the SMS API: refused for projects made after 2026-04-15. */
export type SmsProjectConfig = Shared & {
  kind: "sms";
  region?: SmsProjectRegion;
  projectId: string;
  accessKey: AccessKey;
  /** Where tokens come from; `https://auth.sinch.com` unless given. */
  authUrl?: string;
};

export type ConversationConfig = Shared & {
  kind: "conversation";
  /** The app's region; the service plan behind the app must live in the same one. */
  region?: ConversationRegion;
  projectId: string;
  appId: string;
  accessKey: AccessKey;
  authUrl?: string;
  /** What the app lets out (25 unless Sinch raised it): sends are paced to it. */
  messagesPerSecond?: number;
  /** Sends under way at once. */
  concurrency?: number;
  queue?: "NORMAL_PRIORITY" | "HIGH_PRIORITY";
  /** `DISPATCH_ONLY` makes no contacts and no conversations at Sinch. */
  processingStrategy?: "DEFAULT" | "DISPATCH_ONLY";
  /** The channel of texts with media: whether SMS shows a picture is not documented. */
  mediaChannel?: "SMS" | "MMS";
};

export type SinchConfig = SmsPlanConfig | SmsProjectConfig | ConversationConfig;
