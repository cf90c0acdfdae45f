import { createHmac } from "node:crypto";
import { newId } from "../ids";

/** The four headers Sinch signs a callback with; every attempt is signed anew. */
export function signatureHeaders(body: string, secret: string): Record<string, string> {
  const nonce = newId();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", secret).update(body).update(`.${nonce}.${timestamp}`).digest("base64");
  return {
    "x-sinch-webhook-signature": signature,
    "x-sinch-webhook-signature-nonce": nonce,
    "x-sinch-webhook-signature-timestamp": timestamp,
    "x-sinch-webhook-signature-algorithm": "HmacSHA256",
  };
}
