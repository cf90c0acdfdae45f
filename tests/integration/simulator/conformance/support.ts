import { SinchClient } from "@sinch/sdk-core";
import { expect } from "vitest";
import { openReceiver, openSimulator } from "../support";

/** The official client, pointed at the simulator with a service plan's token. */
export function planClient(url: string): SinchClient {
  return new SinchClient({ servicePlanId: "demo-plan", apiToken: "demo-token", smsHostname: url, logger: null });
}

/** The same with a project's access key: the Conversation API, and the SMS API on its `zt.` hosts. */
export function projectClient(url: string, keySecret = "demo-secret"): SinchClient {
  return new SinchClient({
    projectId: "demo-project",
    keyId: "demo-key",
    keySecret,
    authHostname: url,
    smsHostname: url,
    conversationHostname: url,
    logger: null,
  });
}

export async function openBoth() {
  const simulator = await openSimulator({ delays: { minMs: 0, maxMs: 10 } });
  const receiver = await openReceiver();
  return { simulator, ...receiver };
}

export const patience = { timeout: 5_000, interval: 10 };
export const mina = "+4915199990000";
export const far = new Date("2099-01-01T10:00:00.000Z");

/** The client's error, with Sinch's own code in its data. */
export async function expectRefusal(call: Promise<unknown>, statusCode: number, code: string): Promise<void> {
  await expect(call).rejects.toMatchObject({ statusCode, data: expect.stringContaining(code) });
}
