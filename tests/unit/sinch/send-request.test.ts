import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileTemplate } from "@/lib/simulator/template";
import { referenceIn } from "@/lib/sinch/callbacks/conversation/envelope";
import { compile } from "@/lib/sinch/conversation/render";
import { toMetadata, toSendRequest } from "@/lib/sinch/conversation/send-body";
import type { ConversationConfig, OutgoingBatch } from "@/lib/sinch/types";

const now = new Date("2026-11-21T10:00:00Z");
const config: ConversationConfig = {
  kind: "conversation",
  projectId: "p",
  appId: "app",
  accessKey: { keyId: "k", keySecret: "s" },
};
const batch: OutgoingBatch = {
  clientReference: "attempt-1",
  from: "+12015550100",
  to: ["+4915112345678"],
  body: "Hi",
  callbackUrl: "https://example.com/api/webhooks/conversation",
};
const request = (change: Partial<OutgoingBatch> = {}, other: Partial<ConversationConfig> = {}) =>
  toSendRequest({ ...batch, ...change }, "+4915112345678", "Hi", { ...config, ...other }, now);

describe("a message of the Conversation API", () => {
  test("has what Sinch wants and nothing more", () => {
    expect(request()).toEqual({
      app_id: "app",
      recipient: { identified_by: { channel_identities: [{ channel: "SMS", identity: "4915112345678" }] } },
      message: { text_message: { text: "Hi" } },
      callback_url: batch.callbackUrl,
      channel_priority_order: ["SMS"],
      channel_properties: { SMS_SENDER: "12015550100" },
      message_metadata: '{"client_reference":"attempt-1"}',
      correlation_id: "attempt-1",
      processing_strategy: "DISPATCH_ONLY",
    });
  });

  test("has a ttl for an expiry, at least three seconds", () => {
    expect(request({ expireAt: new Date(now.getTime() + 60_500) }).ttl).toBe("60s");
    expect(request({ expireAt: new Date(now.getTime() - 60_500) }).ttl).toBe("3s");
  });

  test("passes on flash, parts, queue and strategy as texts", () => {
    const wire = request({ isFlash: true, maxParts: 3 }, { queue: "HIGH_PRIORITY", processingStrategy: "DEFAULT" });
    expect(wire.channel_properties).toMatchObject({ SMS_FLASH_MESSAGE: "true", SMS_MAX_NUMBER_OF_MESSAGE_PARTS: "3" });
    expect(wire).toMatchObject({ queue: "HIGH_PRIORITY", processing_strategy: "DEFAULT" });
  });

  test("with media goes over MMS, unless told otherwise", () => {
    const media = { url: "https://example.com/a.jpg" };
    expect(request({ media })).toMatchObject({
      message: { media_message: media },
      channel_priority_order: ["MMS"],
      channel_properties: { MMS_SENDER: "12015550100" },
    });
    expect(request({ media }, { mediaChannel: "SMS" })).toMatchObject({ channel_priority_order: ["SMS"] });
  });

  test("keeps an alphanumeric sender, and asks for no reports where none are wanted", () => {
    expect(request({ from: "ACME" }).channel_properties).toEqual({ SMS_SENDER: "ACME" });
    expect(request({ deliveryReport: "none" })).not.toHaveProperty("callback_url");
  });
});

test("a reference survives the way through the metadata; one that cannot fit is refused", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 128, unit: fc.constantFrom(...'abcXYZ0123.-_"\\{}é') }),
      (reference) => {
        expect(referenceIn(toMetadata(reference))).toBe(reference);
      },
    ),
  );
  expect(() => toMetadata("x".repeat(1_100))).toThrow(RangeError);
});

test("texts are made as the SMS API would make them", () => {
  const key = fc.constantFrom("a", "b.c", "d_e");
  const parameter = fc.record(
    {
      default: fc.string(),
      values: fc.dictionary(fc.constantFrom("+4915112345678", "+12015550100"), fc.string(), { noNullPrototype: true }),
    },
    { requiredKeys: ["values"], noNullPrototype: true },
  );
  const body = fc
    .array(fc.oneof(fc.string(), fc.constantFrom("${a}", "${b.c}", "${unknown}", "$", "{a}")))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(body, fc.dictionary(key, parameter, { noNullPrototype: true, minKeys: 1 }), (text, parameters) => {
      const wire = Object.fromEntries(
        Object.entries(parameters).map(([name, { default: fallback, values }]) => [
          name,
          fallback === undefined ? values : { ...values, default: fallback },
        ]),
      );
      const simulated = compileTemplate(text, wire)("4915112345678");
      expect(compile(text, parameters)("+4915112345678")).toBe(simulated.isComplete ? simulated.text : null);
    }),
  );
});
