import { createSmsTransport } from "./sms/transport";
import type { SinchConfig, Transport } from "./types";

export function createTransport(config: SinchConfig): Transport {
  return createSmsTransport(config);
}
