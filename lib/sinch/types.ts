import type { Answer } from "./answer";
import type { DeliveryReport, InboundMessage } from "./callbacks/types";

/** What the engine says to Sinch and hears back, whichever of Sinch's APIs carries it. */

export type { ConversationConfig, SinchConfig, SmsPlanConfig, SmsProjectConfig } from "./config";

export type BatchParameter = {
  /** For recipients without a value of their own; without it such a recipient fails alone with code 405. */
  default?: string;
  /** E.164 number with `+` → the text that replaces `${key}`. */
  values: Record<string, string>;
};

export type BatchMedia = { url: string; subject?: string };

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
  deliveryReport?: "none" | "summary" | "full" | "per_recipient" | "per_recipient_final";
  /** Needs `capabilities.hasScheduling`: until then `cancelBatch` sends nothing at all. */
  sendAt?: Date;
  /** Needs `capabilities.hasMedia`; `body` becomes its caption. */
  media?: BatchMedia;
  /** Shown at once and not kept by most handsets. */
  isFlash?: boolean;
  /** Needs `capabilities.hasFeedback`. */
  isFeedbackEnabled?: boolean;
  /** Cut the text to what fits into one part; the Conversation API has no such thing. */
  isTruncated?: boolean;
  /** A recipient whose text has more parts fails alone with code 411. */
  maxParts?: number;
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

export type SendOptions = {
  /** Cuts off what is under way as well: its outcome is `unknown` then. */
  signal?: AbortSignal | undefined;
  /** Nothing more is begun: what has not left is `not_sent`, what is under way is waited for. */
  stop?: AbortSignal | undefined;
};

/** E.164 with `+`, as it stood in the batch. */
export type RecipientOutcome = { recipient: string; outcome: SendOutcome };

/** What most likely is wrong, likeliest first, for words on a screen. */
export type LikelyCause =
  | "wrong_credentials"
  | "wrong_region"
  | "unknown_plan"
  | "unknown_app"
  | "end_of_sale"
  | "blocked_account"
  | "too_many_requests";

export type ConnectionCheck =
  | { kind: "connected"; latencyMs: number }
  | {
      kind: "refused";
      problem: "credentials" | "not_found" | "throttled" | "refused";
      httpStatus: number;
      text: string;
      likelyCauses: LikelyCause[];
    }
  | { kind: "unreachable"; reason: string };

/** What this transport can do, so that the engine asks instead of guessing. */
export type TransportCapabilities = {
  api: "sms" | "conversation";
  maxRecipients: number;
  /** `batch`: all recipients share one outcome. `recipient`: each has its own, so use `sendEach`. */
  outcomes: "batch" | "recipient";
  hasParameters: boolean;
  hasExpiry: boolean;
  hasScheduling: boolean;
  hasCancel: boolean;
  /**
   * `complete`: a reference that is not found for long enough was not accepted. `presence`: what is found was
   * accepted, what is not found proves nothing.
   */
  lookup: "complete" | "presence";
  hasDryRun: boolean;
  hasMedia: boolean;
  hasFlash: boolean;
  hasFeedback: boolean;
  hasReportListing: boolean;
  hasInboundListing: boolean;
};

/** A batch Sinch has, found by our reference; with `outcomes: "recipient"` one for each recipient. */
export type FoundBatch = {
  clientReference: string;
  providerId: string;
  createdAt: Date;
  isCanceled: boolean;
  /** E.164 with `+`. */
  recipients: string[];
};

/** E.164 with `+`. */
export type CanceledPeople = { isEverybody: boolean; recipients: string[] };

export type DryRunResult = {
  recipients: number;
  /** Parts over all recipients: what is billed. */
  parts: number;
  perRecipient: { recipient: string; body: string; parts: number; encoding: "gsm" | "unicode" }[];
};

/** `next` goes into the following call; null after the last page. What is listed twice is the same thing. */
export type Page<T> = { items: T[]; next: string | null };

export type Transport = {
  readonly capabilities: TransportCapabilities;
  /**
   * Never throws for what the network or Sinch does. Where outcomes are per recipient this is their sum: `unknown`
   * as soon as they differ, so that nobody is ever sent to twice by mistake; use `sendEach` to know them all.
   */
  sendBatch(batch: OutgoingBatch, options?: SendOptions): Promise<SendOutcome>;
  /**
   * One outcome for every recipient, in their order, whatever the API, within the transport's timeout: who had no
   * time left is `not_sent`. `onOutcome` hears each as it is known: an engine records them one by one, so that a
   * crash leaves only those unclear that were under way. Treat each as the outcome of a batch of one: `accepted`,
   * `rejected` and `unknown` are settled for that recipient, and only `throttled` and `not_sent` may go out again.
   */
  sendEach(
    batch: OutgoingBatch,
    options?: SendOptions & { onOutcome?: (outcome: RecipientOutcome) => void },
  ): Promise<RecipientOutcome[]>;
  /** Stops what has not been sent yet. */
  cancelBatch(providerId: string, signal?: AbortSignal): Promise<Answer<{ isCanceled: boolean }>>;
  /** Whom a batch that was canceled was not sent to. */
  findCanceled(providerId: string, signal?: AbortSignal): Promise<Answer<CanceledPeople>>;
  /** Exact matches only, whatever Sinch's filter makes of case. A new batch may take a while to show up. */
  findByReference(references: readonly string[], since: Date, signal?: AbortSignal): Promise<Answer<FoundBatch[]>>;
  /** Sends nothing: what every recipient would get and what it would cost. */
  dryRun(batch: OutgoingBatch, signal?: AbortSignal): Promise<Answer<DryRunResult>>;
  /** Final reports, newest first, at most 14 days back. */
  listReports(since: Date, cursor?: string | null, signal?: AbortSignal): Promise<Answer<Page<DeliveryReport>>>;
  listInbounds(since: Date, cursor?: string | null, signal?: AbortSignal): Promise<Answer<Page<InboundMessage>>>;
  /** Asks for something harmless, to prove address, plan or app, and credentials. */
  checkConnection(signal?: AbortSignal): Promise<ConnectionCheck>;
  close(): Promise<void>;
};
