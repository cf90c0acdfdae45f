import { expect, test } from "vitest";
import { verifySignature } from "@/lib/sinch";

/** The vector Sinch's own clients are tested with. */
const secret = "SMSWebhooksSecret";
const body =
  '{"at":"2025-01-13T09:22:40.914Z","batch_id":"01JHFFHQ0P99JPPNQPJDV7JTBP","client_reference":"a client reference","code":0,"operator_status_at":"2025-01-13T09:22:00Z","recipient":"33662162466","status":"Delivered","type":"recipient_delivery_report_sms"}';
const headers = {
  "x-sinch-webhook-signature": "ZoHei66PPN/kZjw7hFVfGhJOnml3iGNCMWoyQVcE5o0=",
  "x-sinch-webhook-signature-nonce": "01JHFFHWYY7HSS4FWTMDTQEK8V",
  "x-sinch-webhook-signature-timestamp": "1736760161",
  "x-sinch-webhook-signature-algorithm": "HmacSHA256",
};
const rawBody = Buffer.from(body);

test("Sinch's published vector verifies, whatever the case and kind of the headers", () => {
  const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
  expect(verifySignature({ rawBody, headers, secret })).toBe(true);
  expect(verifySignature({ rawBody, headers: upper, secret })).toBe(true);
  expect(verifySignature({ rawBody, headers: new Headers(headers), secret })).toBe(true);
});

test("the algorithm header may be missing but not name another algorithm", () => {
  const { "x-sinch-webhook-signature-algorithm": _, ...rest } = headers;
  expect(verifySignature({ rawBody, headers: rest, secret })).toBe(true);
  expect(
    verifySignature({ rawBody, headers: { ...rest, "x-sinch-webhook-signature-algorithm": "HmacSHA1" }, secret }),
  ).toBe(false);
});

test.each([
  ["another secret", { secret: "other" }],
  ["an empty secret", { secret: "" }],
  ["a changed body", { rawBody: Buffer.from(body.replace("Delivered", "Failed")) }],
  ["a changed nonce", { headers: { ...headers, "x-sinch-webhook-signature-nonce": "other" } }],
  ["a changed timestamp", { headers: { ...headers, "x-sinch-webhook-signature-timestamp": "1736760162" } }],
  ["a cut signature", { headers: { ...headers, "x-sinch-webhook-signature": "ZoHei66PPN" } }],
  ["no signature", { headers: {} }],
  ["a signature given twice", { headers: { ...headers, "x-sinch-webhook-signature": ["a", "b"] } }],
])("%s does not verify", (_, change) => {
  expect(verifySignature({ rawBody, headers, secret, ...change })).toBe(false);
});
