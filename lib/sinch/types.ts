/** What the engine says to Sinch and hears back, whichever of Sinch's APIs carries it. */

export type SinchConfig = {
  kind: "sms";
  /** Scheme and host, without the `/xms/v1` path. */
  baseUrl: string;
  servicePlanId: string;
  apiToken: string;
  /** For one whole exchange, connecting included. */
  timeoutMs?: number;
};

export type BatchParameter = {
  /** For recipients without a value of their own; without it such a recipient fails alone with code 405. */
  default?: string;
  /** E.164 number with `+` → the text that replaces `${key}`. */
  values: Record<string, string>;
};

export type OutgoingBatch = {
  /** Unique per attempt, at most 128 characters, no personal data: it comes back in every report. */
  clientReference: string;
  from: string;
  /** E.164 with `+`, at most `capabilities.maxRecipients`. */
  to: string[];
  /** May hold `${key}` for every key of `parameters`. */
  body: string;
  parameters?: Record<string, BatchParameter>;
  callbackUrl: string;
  /** Sinch gives up after this instant; at most three days ahead. */
  expireAt?: Date;
  deliveryReport?: "none" | "per_recipient" | "per_recipient_final";
};

/**
 * - `accepted` Sinch has the batch under `providerId`.
 * - `throttled` refused for now, surely not accepted; try again after `retryAfterMs`.
 * - `rejected` surely not accepted. `permanent` means this batch is at fault and would be refused again;
 *   otherwise the account or the configuration is (token, plan, region, a blocked account).
 * - `not_sent` failed before the first byte of the batch left: surely not accepted.
 * - `unknown` nobody can say whether Sinch has it. Never send it again without looking it up.
 */
export type SendOutcome =
  | { kind: "accepted"; providerId: string }
  | { kind: "throttled"; retryAfterMs: number }
  | { kind: "rejected"; code: string; text: string; permanent: boolean; httpStatus: number }
  | { kind: "not_sent"; reason: string }
  | { kind: "unknown"; reason: string };

export type ConnectionCheck =
  | { kind: "connected"; latencyMs: number }
  | {
      kind: "refused";
      problem: "credentials" | "not_found" | "throttled" | "refused";
      httpStatus: number;
      text: string;
    }
  | { kind: "unreachable"; reason: string };

/** What this transport can do, so that the engine asks instead of guessing. */
export type TransportCapabilities = {
  maxRecipients: number;
  hasParameters: boolean;
  hasExpiry: boolean;
};

export type Transport = {
  readonly capabilities: TransportCapabilities;
  /** Never throws for what the network or Sinch does. */
  sendBatch(batch: OutgoingBatch, signal?: AbortSignal): Promise<SendOutcome>;
  /** Asks for something harmless, to prove address, plan and token. */
  checkConnection(signal?: AbortSignal): Promise<ConnectionCheck>;
  close(): Promise<void>;
};
