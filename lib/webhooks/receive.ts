import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { isDatabaseAway } from "../db/errors";
import { faultPoint } from "../faults";
import { log } from "../log";
import { type ParsedCallback, parseCallback, verifySignature } from "../sinch";
import { storeCallback } from "./store";

/**
 * One callback of Sinch: verify, store, acknowledge. It answers 2xx only after the commit, so what was acknowledged
 * is never lost; Sinch repeats what got 5xx for 22 hours, and drops for good what got another 4xx. An answer of a
 * person (STOP!) is applied in the same commit, a delivery report soon afterwards (apply.ts).
 */
export type CallbackRequest = {
  rawBody: Buffer;
  headers: Record<string, string | undefined>;
  /** The secret path segment, where the address had one. */
  key: string | null;
};

export type CallbackSecrets = { hmacSecret: string | undefined; pathKey: string | undefined };

export type CallbackAnswer = { status: 200 | 400 | 401 | 413 | 503; text: string };

export const maxCallbackBytes = 256 * 1024;

export async function receiveCallback(request: CallbackRequest, secrets: CallbackSecrets): Promise<CallbackAnswer> {
  if (request.rawBody.length > maxCallbackBytes) return { status: 413, text: "too large" };
  if (!isAuthentic(request, secrets)) return { status: 401, text: "not authentic" };
  const callback = parseCallback(request.rawBody);
  if (callback.kind === "malformed") return { status: 400, text: `not a Sinch callback: ${callback.reason}` };
  return acknowledge(callback, request.rawBody.toString("utf8"));
}

async function acknowledge(callback: ParsedCallback, body: string): Promise<CallbackAnswer> {
  try {
    faultPoint("receive.beforeCommit");
    await storeCallback(callback, body);
    faultPoint("receive.afterCommit");
    return { status: 200, text: "ok" };
  } catch (error) {
    if (!isDatabaseAway(error)) log.error("callback could not be stored", error, { kind: callback.kind });
    return { status: 503, text: "try again later" };
  }
}

function isAuthentic(request: CallbackRequest, secrets: CallbackSecrets): boolean {
  const isKeyRight = secrets.pathKey === undefined || isSame(request.key ?? "", secrets.pathKey);
  const isSignatureRight =
    secrets.hmacSecret === undefined ||
    verifySignature({ rawBody: request.rawBody, headers: request.headers, secret: secrets.hmacSecret });
  return isKeyRight && isSignatureRight;
}

/** In constant time, whatever the lengths. */
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
