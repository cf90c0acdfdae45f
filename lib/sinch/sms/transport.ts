import { now } from "@/lib/clock";
import { createHttpClient, type HttpClient } from "../http";
import type { ConnectionCheck, SinchConfig, Transport } from "../types";
import { parseErrorBody } from "./error-body";
import { classifySend } from "./outcome";
import { toBatchJson } from "./request-body";

/**
 * The SMS API with a service plan's token. Every call ends within the timeout with a value, never with an
 * exception for what the network does, and nothing is ever repeated in here: whether to try again is decided by
 * whoever wrote the attempt down.
 */
const defaultTimeoutMs = 30_000;

export function createSmsTransport(config: SinchConfig): Transport {
  const client = createHttpClient(config.timeoutMs ?? defaultTimeoutMs);
  const batchesUrl = `${config.baseUrl.replace(/\/+$/, "")}/xms/v1/${encodeURIComponent(config.servicePlanId)}/batches`;
  const token = config.apiToken;
  return {
    capabilities: { maxRecipients: 1000, hasParameters: true, hasExpiry: true },
    sendBatch: async (batch, signal) => {
      const body = toBatchJson(batch);
      return classifySend(await client.exchange({ method: "POST", url: batchesUrl, token, body, signal }), now());
    },
    checkConnection: (signal) => check(client, `${batchesUrl}?page_size=1`, token, signal),
    close: () => client.close(),
  };
}

async function check(client: HttpClient, url: string, token: string, signal?: AbortSignal): Promise<ConnectionCheck> {
  const startedAt = performance.now();
  const result = await client.exchange({ method: "GET", url, token, signal });
  if (result.kind === "failed") return { kind: "unreachable", reason: result.reason };
  const { status } = result;
  if (status >= 200 && status < 300) {
    return { kind: "connected", latencyMs: Math.round(performance.now() - startedAt) };
  }
  const { text } = parseErrorBody(result.body, status);
  if (status >= 500) return { kind: "unreachable", reason: `HTTP status ${status}` };
  return { kind: "refused", problem: problemOf(status), httpStatus: status, text };
}

function problemOf(status: number): "credentials" | "not_found" | "throttled" | "refused" {
  if (status === 401 || status === 403) return "credentials";
  if (status === 404) return "not_found";
  return status === 429 ? "throttled" : "refused";
}
