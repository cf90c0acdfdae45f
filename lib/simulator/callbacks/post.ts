import type { Agent } from "undici";
import { signatureHeaders } from "./sign";

const attemptTimeoutMs = 10_000;

/** One attempt; the status of the answer, or 0 when there was none. */
export async function postCallback(agent: Agent, address: string, body: string, key: string | null): Promise<number> {
  try {
    const url = new URL(address);
    const response = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: "POST",
      headers: { "content-type": "application/json", ...(key === null ? {} : signatureHeaders(body, key)) },
      body,
      signal: AbortSignal.timeout(attemptTimeoutMs),
    });
    await response.body.dump();
    return response.statusCode;
  } catch {
    return 0;
  }
}
