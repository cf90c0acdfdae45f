import { z } from "zod";

/**
 * What Sinch does where its documentation does not say, or says two things: every item is a switch, changed under
 * `/_sim/settings` as `behaviour`. README.md explains each; the defaults are what is likeliest.
 */
export const behaviourSchema = z.strictObject({
  /** A list knows a new batch only after so long. */
  listingLagMs: z.number().min(0).max(86_400_000),
  referenceFilter: z.enum(["exact", "ignore_case"]),
  expiryBeyondMax: z.enum(["clamp", "reject"]),
  /** Status of code 406. */
  expiredAs: z.enum(["Expired", "Aborted"]),
  /** Status of code 407. */
  cancelledAs: z.enum(["Cancelled", "Aborted"]),
  /** What a text to an opted-out number ends with: 255 Deleted, or 61 Rejected. */
  optedOutCode: z.union([z.literal(255), z.literal(61)]),
  landlineCode: z.number().int().min(1).max(999),
  /** After STOP the carrier blocks that sender for that number, until START. */
  carrierKeepsStops: z.boolean(),
  feedbackStatus: z.union([z.literal(200), z.literal(202)]),
  /** Lengths: today's documentation, or the smaller ones of 2021. */
  limits: z.enum(["current", "2021"]),
  /** Errors of the SMS API under a project's access key: its own shape, or google.rpc's. */
  projectErrors: z.enum(["sms", "rpc"]),
  /** False: 401 to project keys on the SMS API, as for projects made after its end of sale. */
  smsTakesProjectKeys: z.boolean(),
  plusInReports: z.boolean(),
  codesAsText: z.boolean(),
  /** `gaps`: 5, 10, 20 … s between attempts. `offsets`: 5, 10, 20 … s after the first failure. */
  retrySchedule: z.enum(["gaps", "offsets"]),
  resignRetries: z.boolean(),
  callbackTimeoutMs: z.number().min(10).max(120_000),
  /** Replies carry the client reference of the last text to that number. */
  replyMatching: z.boolean(),
  /** Where texts from handsets go: to the app once it listens for them, else to the plan's address. */
  inboundTo: z.enum(["auto", "sms", "conversation"]),
  conversationErrors: z.enum(["rpc", "problem"]),
  queuedOnChannel: z.boolean(),
  /** Whether `metadata` comes back in reports and lists, `correlation_id` on callbacks, in dispatch mode. */
  echoMetadata: z.boolean(),
  echoCorrelationId: z.boolean(),
  /** Whether reasons carry the SMS code as `channel_code`. */
  channelCodes: z.boolean(),
  /** Whether sent messages can be listed afterwards (`dispatch_retention_policy` above 0 days). */
  keepsDispatched: z.boolean(),
  /** Whether STOP over SMS fires OPT_OUT, and START OPT_IN, besides the inbound message. */
  stopIsOptOut: z.boolean(),
});

export type Behaviour = z.output<typeof behaviourSchema>;

export const defaultBehaviour: Behaviour = {
  listingLagMs: 0,
  referenceFilter: "exact",
  expiryBeyondMax: "clamp",
  expiredAs: "Expired",
  cancelledAs: "Cancelled",
  optedOutCode: 255,
  landlineCode: 402,
  carrierKeepsStops: false,
  feedbackStatus: 202,
  limits: "current",
  projectErrors: "sms",
  smsTakesProjectKeys: true,
  plusInReports: false,
  codesAsText: false,
  retrySchedule: "gaps",
  resignRetries: true,
  callbackTimeoutMs: 10_000,
  replyMatching: false,
  inboundTo: "auto",
  conversationErrors: "rpc",
  queuedOnChannel: true,
  echoMetadata: true,
  echoCorrelationId: true,
  channelCodes: true,
  keepsDispatched: true,
  stopIsOptOut: false,
};
