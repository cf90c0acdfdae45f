/** The wall of the island: everything the product may know of Sinch. */
export { parseCallback } from "./callbacks/parse";
export type { ParsedCallback, SinchStatus } from "./callbacks/types";
export { finalStatuses, isFinalStatus, sinchStatuses } from "./callbacks/types";
export { type VerifyInput, verifySignature } from "./callbacks/verify";
export { createTransport } from "./transport";
export type {
  BatchParameter,
  ConnectionCheck,
  OutgoingBatch,
  SendOutcome,
  SinchConfig,
  Transport,
  TransportCapabilities,
} from "./types";
