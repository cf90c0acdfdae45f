import type { Agent } from "undici";

/** One attempt; the status of the answer, or 0 when there was none. */
export async function postCallback(
  agent: Agent,
  address: string,
  body: string,
  signature: Record<string, string>,
  timeoutMs: number,
): Promise<number> {
  try {
    const url = new URL(address);
    const response = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: "POST",
      headers: { "content-type": "application/json", ...signature },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body.dump();
    return response.statusCode;
  } catch {
    return 0;
  }
}
