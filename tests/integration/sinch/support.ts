import { onTestFinished } from "vitest";
import { type ConversationConfig, createTransport, type SmsProjectConfig } from "@/lib/sinch";
import { openTransport } from "../simulator/support";

const accessKey = { keyId: "demo-key", keySecret: "demo-secret" };

export function openConversation(url: string, change: Partial<ConversationConfig> = {}) {
  const transport = createTransport({
    kind: "conversation",
    baseUrl: url,
    authUrl: url,
    projectId: "demo-project",
    appId: "demo-app",
    accessKey,
    timeoutMs: 5_000,
    messagesPerSecond: 10_000,
    ...change,
  });
  onTestFinished(() => transport.close());
  return transport;
}

export function openProject(url: string, change: Partial<SmsProjectConfig> = {}) {
  const transport = createTransport({
    kind: "sms",
    baseUrl: url,
    authUrl: url,
    projectId: "demo-project",
    accessKey,
    timeoutMs: 5_000,
    ...change,
  });
  onTestFinished(() => transport.close());
  return transport;
}

/** What an answer holds; a failure fails the test. */
export function valueIn<T>(answer: { ok: true; value: T } | { ok: false; failure: unknown }): T {
  if (!answer.ok) throw new Error(`not answered: ${JSON.stringify(answer.failure)}`);
  return answer.value;
}

export { openTransport };
