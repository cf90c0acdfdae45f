import { createHmac } from "node:crypto";
import { testEnvironment } from "../../support/environment.ts";

/** Callbacks as Sinch signs them, with bodies of any kind. */

const secret = testEnvironment.SINCH_WEBHOOK_SECRET;

export function signed(body: unknown) {
  const rawBody = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const timestamp = "1736760161";
  const signature = createHmac("sha256", secret).update(rawBody).update(`.nonce.${timestamp}`).digest("base64");
  const headers = {
    "x-sinch-webhook-signature": signature,
    "x-sinch-webhook-signature-nonce": "nonce",
    "x-sinch-webhook-signature-timestamp": timestamp,
    "x-sinch-webhook-signature-algorithm": "HmacSHA256",
  };
  return { rawBody, headers, key: null };
}

export async function deliver(body: unknown) {
  const { receiveCallback } = await import("@/lib/webhooks/receive");
  return receiveCallback(signed(body), { hmacSecret: secret, pathKey: undefined });
}

export function report(reference: string, recipient: string, status: string, code = 0) {
  return {
    type: "recipient_delivery_report_sms",
    batch_id: "01B",
    client_reference: reference,
    recipient,
    status,
    code,
    at: "2026-11-21T10:00:00.000Z",
  };
}

let written = 0;

/** `clock` is when the person wrote it: "10:05". Every message has an id of its own. */
export function text(from: string, body: string, clock = "10:00") {
  written += 1;
  const receivedAt = `2026-11-21T${clock}:00.000Z`;
  return { type: "mo_text", id: `in-${written}`, from, to: "12015550100", body, received_at: receivedAt };
}
