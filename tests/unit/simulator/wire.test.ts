import fc from "fast-check";
import { expect, test } from "vitest";
import { createBatch, setStatus, statusNames } from "@/lib/simulator/batch";
import { defaultBehaviour } from "@/lib/simulator/behaviour";
import { messageReport } from "@/lib/simulator/callbacks/app-bodies";
import { inboundOf, recipientReport } from "@/lib/simulator/callbacks/bodies";
import { toMessageDraft } from "@/lib/simulator/conversation/validate";
import { Groups } from "@/lib/simulator/groups";
import { resolveOptions } from "@/lib/simulator/options";
import { toDraft } from "@/lib/simulator/sms/validate";
import { parseCallback } from "@/lib/sinch";
import { compile } from "@/lib/sinch/conversation/render";
import { toSendRequest } from "@/lib/sinch/conversation/send-body";
import { toBatchJson } from "@/lib/sinch/sms/request-body";
import type { ConversationConfig, OutgoingBatch } from "@/lib/sinch/types";

/** What one side writes, the other one reads: nothing is lost or invented on the way, whatever the texts hold. */
const context = { groups: new Groups(), settings: { behaviour: defaultBehaviour } };
const options = resolveOptions({});
const now = new Date("2026-11-21T10:00:00Z");
const config: ConversationConfig = {
  kind: "conversation",
  projectId: "demo-project",
  appId: "demo-app",
  accessKey: { keyId: "k", keySecret: "s" },
};

const number = fc.integer({ min: 10_000_000, max: 99_999_999_999 }).map((digits) => `+${digits}`);
const text = fc.string({ unit: "grapheme", maxLength: 60 });
const reference = fc.string({ minLength: 1, maxLength: 64 });
const parameter = fc.record(
  { default: text, values: fc.dictionary(number, text, { noNullPrototype: true, maxKeys: 3 }) },
  { requiredKeys: ["values"], noNullPrototype: true },
);
const aBatch: fc.Arbitrary<OutgoingBatch> = fc.record(
  {
    clientReference: reference,
    from: fc.oneof(number, fc.constantFrom("ACME", "12345")),
    to: fc.uniqueArray(number, { minLength: 1, maxLength: 5 }),
    body: fc.array(fc.oneof(text, fc.constantFrom("${a}", "${b}", "${c}"))).map((parts) => parts.join("")),
    parameters: fc.dictionary(fc.constantFrom("a", "b"), parameter, { noNullPrototype: true }),
    callbackUrl: fc.constant("https://example.com/callbacks"),
    expireAt: fc.integer({ min: 1, max: 72 * 3_600 }).map((seconds) => new Date(now.getTime() + seconds * 1_000)),
    isFlash: fc.boolean(),
    maxParts: fc.integer({ min: 1, max: 9 }),
  },
  { requiredKeys: ["clientReference", "from", "to", "body", "callbackUrl"], noNullPrototype: true },
);

test("a batch arrives at the SMS API as it was meant", () => {
  fc.assert(
    fc.property(aBatch, (batch) => {
      const { fields, to, template } = toDraft(JSON.parse(toBatchJson(batch)), now.getTime(), context);
      expect(to).toEqual(batch.to.map((recipient) => recipient.slice(1)));
      expect(fields).toMatchObject({
        client_reference: batch.clientReference,
        from: batch.from.replace("+", ""),
        flash_message: batch.isFlash === true,
        delivery_report: "per_recipient_final",
        callback_url: batch.callbackUrl,
      });
      expect(fields.max_number_of_message_parts).toBe(batch.maxParts);
      if (batch.expireAt) expect(fields.expire_at).toBe(batch.expireAt.getTime());
      const render = compile(batch.body, batch.parameters);
      for (const recipient of batch.to) {
        const seen = template(recipient.slice(1));
        expect(seen.isComplete ? seen.text : null).toBe(render(recipient));
      }
    }),
  );
});

test("a message arrives at the Conversation API as it was meant", () => {
  fc.assert(
    fc.property(aBatch, (batch) => {
      const recipient = batch.to[0] ?? "";
      const words = compile(batch.body, batch.parameters)(recipient) ?? "x";
      const wire = JSON.parse(JSON.stringify(toSendRequest(batch, recipient, words, config, now)));
      const { fields, to, conversation } = toMessageDraft(wire, now.getTime(), "demo-app");
      expect(to).toEqual([recipient.slice(1)]);
      expect(fields).toMatchObject({
        body: words,
        client_reference: batch.clientReference,
        from: batch.from.replace("+", ""),
        flash_message: batch.isFlash === true,
        callback_url: batch.callbackUrl,
      });
      expect(conversation).toMatchObject({ channel: "SMS", correlationId: batch.clientReference });
      if (batch.expireAt) expect(fields.expire_at).toBe(Math.max(batch.expireAt.getTime(), now.getTime() + 3_000));
    }),
  );
});

const spelling = fc.record({ plusInReports: fc.boolean(), codesAsText: fc.boolean() });
const aReport = fc.record({
  code: fc.integer({ min: 0, max: 418 }),
  status: fc.constantFrom(...statusNames),
  at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
});

test("a report of the SMS API is read as it was meant, in either spelling", () => {
  fc.assert(
    fc.property(aBatch, aReport, spelling, (batch, reported, spelled) => {
      const sent = createBatch(1, "01J", 0, toDraft(JSON.parse(toBatchJson(batch)), now.getTime(), context));
      expect(parseCallback(recipientReport(sent, 0, reported, spelled))).toEqual({
        kind: "delivery_report",
        providerBatchId: "01J",
        clientReference: batch.clientReference,
        recipient: batch.to[0],
        status: reported.status,
        code: reported.code,
        at: new Date(reported.at),
      });
    }),
  );
});

test("a report of the Conversation API is read as it was meant", () => {
  const outcome = fc.constantFrom<[(typeof statusNames)[number], number]>(
    ["Dispatched", 401],
    ["Delivered", 0],
    ["Failed", 150],
  );
  fc.assert(
    fc.property(aBatch, outcome, (batch, [status, code]) => {
      const wire = JSON.parse(JSON.stringify(toSendRequest(batch, batch.to[0] ?? "", "x", config, now)));
      const sent = createBatch(1, "01J", 0, toMessageDraft(wire, now.getTime(), "demo-app"));
      setStatus(sent, 0, status, code);
      const at = now.getTime();
      const reported = { status: statusNames.indexOf(status), code, at, id: sent.id };
      expect(parseCallback(messageReport(sent, reported, options, defaultBehaviour))).toEqual({
        kind: "delivery_report",
        providerBatchId: "01J",
        clientReference: batch.clientReference,
        recipient: batch.to[0],
        status,
        code,
        at: now,
      });
    }),
  );
});

test("a text from a handset is read as it was written", () => {
  fc.assert(
    fc.property(number, fc.oneof(number, fc.constant("12345")), text, fc.boolean(), (from, to, body, hasPlus) => {
      const inbound = {
        ...{ seq: 1, id: "01J", at: now.getTime(), via: "sms" as const, callback: "none" as const },
        ...{ from: from.slice(1), to: to.replace("+", ""), body, clientReference: null },
      };
      expect(parseCallback(JSON.stringify(inboundOf(inbound, hasPlus)))).toEqual({
        kind: "inbound",
        id: "01J",
        from,
        to,
        body,
        receivedAt: now,
        clientReference: null,
      });
    }),
  );
});
