import { SmsCallbackWebhooks } from "@sinch/sdk-core";
import { describe, expect, test, vi } from "vitest";
import { parseCallback } from "@/lib/sinch";
import { mina, openBoth, patience, planClient } from "./support";

const unknownSubscriber = "+4915199990150";
const text = { from: "+12015550100", to: [mina, unknownSubscriber], body: "Hello", client_reference: "one" };

describe("delivery reports", () => {
  test("of a batch, of a recipient and of everybody", async () => {
    const { simulator } = await openBoth();
    const { batches, deliveryReports } = planClient(simulator.url).sms;
    const { id: batch_id = "" } = await batches.send({ sendSMSRequestBody: text });
    await vi.waitFor(async () => expect((await simulator.get("/_sim/stats")).messages.Delivered).toBe(1), patience);
    await vi.waitFor(async () => expect((await simulator.get("/_sim/stats")).messages.Failed).toBe(1), patience);
    const summary = await deliveryReports.get({ batch_id });
    expect(summary).toMatchObject({ type: "delivery_report_sms", batch_id, total_message_count: 2 });
    expect(summary.statuses).toEqual([
      { code: 0, status: "Delivered", count: 1 },
      { code: 150, status: "Failed", count: 1 },
    ]);
    const full = await deliveryReports.get({ batch_id, type: "full", status: ["Failed"] });
    expect(full.statuses).toEqual([{ code: 150, status: "Failed", count: 1, recipients: ["4915199990150"] }]);
    const one = await deliveryReports.getForNumber({ batch_id, recipient_msisdn: mina });
    expect(one).toMatchObject({ type: "recipient_delivery_report_sms", recipient: "4915199990000", code: 0 });
    const everybody = await deliveryReports.list({ client_reference: "one" });
    expect(everybody.data.map(({ status }) => status).sort()).toEqual(["Delivered", "Failed"]);
    const codes = [];
    for await (const report of deliveryReports.list({ page_size: 1, code: [150] })) codes.push(report.code);
    expect(codes).toEqual([150]);
    await expect(deliveryReports.getForNumber({ batch_id, recipient_msisdn: "+4915100000001" })).rejects.toThrow(/404/);
  });

  test.each([
    ["summary", 1, "delivery_report_sms"],
    ["full", 1, "delivery_report_sms"],
    ["per_recipient", 4, "recipient_delivery_report_sms"],
    ["per_recipient_final", 2, "recipient_delivery_report_sms"],
  ] as const)("called back as %s, signed as the client expects", async (delivery_report, count, type) => {
    const { simulator, received, url } = await openBoth();
    const webhooks = new SmsCallbackWebhooks("secret");
    const { batches } = planClient(simulator.url).sms;
    await batches.send({ sendSMSRequestBody: { ...text, delivery_report, callback_url: url } });
    await vi.waitFor(() => expect(received).toHaveLength(count), patience);
    for (const { body, headers } of received) {
      expect(webhooks.validateAuthenticationHeader(headers, body, "/", "POST")).toBe(true);
      expect(new SmsCallbackWebhooks("other").validateAuthenticationHeader(headers, body, "/", "POST")).toBe(false);
      expect(webhooks.parseEvent(JSON.parse(body))).toMatchObject({ type, client_reference: "one" });
      expect(parseCallback(body)).toMatchObject({ clientReference: "one" });
    }
    if (delivery_report === "full") {
      expect(parseCallback(received[0]?.body ?? "")).toMatchObject({
        kind: "batch_report",
        totalMessageCount: 2,
        statuses: [
          { status: "Delivered", code: 0, count: 1, recipients: [mina] },
          { status: "Failed", code: 150, count: 1, recipients: [unknownSubscriber] },
        ],
      });
    }
  });

  test("of media are of its own type", async () => {
    const { simulator, received, url } = await openBoth();
    await planClient(simulator.url).sms.batches.sendMediaMessage({
      sendSMSRequestBody: {
        from: text.from,
        to: [mina],
        body: { url: "https://example.com/missing.jpg" },
        delivery_report: "per_recipient_final",
        callback_url: url,
      },
    });
    await vi.waitFor(() => expect(received).toHaveLength(1), patience);
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ type: "recipient_delivery_report_mms", code: 417 });
  });
});

describe("inbound messages", () => {
  test("of each kind are listed, fetched and called back", async () => {
    const { simulator } = await openBoth();
    const { inbounds } = planClient(simulator.url).sms;
    await simulator.post("/_sim/inbound", { from: mina, body: "Text" });
    await simulator.post("/_sim/inbound", { from: mina, body: "SGVsbG8=", udh: "0605" });
    await simulator.post("/_sim/inbound", { from: mina, body: "Look", media: [{ url: "https://example.com/a.jpg" }] });
    await simulator.post("/_sim/inbound", { from: mina, to: "12345", body: "Elsewhere" });
    const page = await inbounds.list({ to: ["12015550100"] });
    expect(page.data.map(({ type }) => type)).toEqual(["mo_media", "mo_binary", "mo_text"]);
    const [media, binary, plain] = page.data;
    expect(media?.body).toEqual({
      message: "Look",
      media: [{ url: "https://example.com/a.jpg", content_type: "image/jpeg", status: "Uploaded", code: 0 }],
    });
    expect(binary).toMatchObject({ body: "SGVsbG8=", udh: "0605", from: "4915199990000" });
    expect(await inbounds.get({ inbound_id: plain?.id ?? "" })).toEqual(plain);
    await expect(inbounds.get({ inbound_id: "01JHFFHQ0P99JPPNQPJDV7JTBP" })).rejects.toThrow(/404/);
  });
});
