import { parseErrorBody, parseObject, retryInfoOf } from "./error-body";
import type { HttpResult } from "./http";
import { toRetryAfterMs } from "./retry-after";
import type { SendOutcome } from "./types";

/**
 * What became of a POSTed batch. Sinch has no idempotency key, so only these are sure: refused with one of
 * the statuses below, or never written. Everything else (5xx, timeout, reset, unreadable 2xx, redirects) is
 * `unknown` and must be looked up, never repeated. A 500 is documented as "not processed"; we do not rely on it.
 */
const sureRefusals = new Set([400, 401, 403, 404, 405, 413, 415]);

/** Refusals that say nothing about this batch: another token, plan or region would do. */
const refusalsOfTheAccount = new Set([401, 404, 405]);
const codesOfTheAccount = new Set(["blocked_account", "permission_denied"]);

/** `idField` names what an accepted send is called: a batch's `id`, a Conversation message's `message_id`. */
export function classifySend(result: HttpResult, now: Date, idField: "id" | "message_id" = "id"): SendOutcome {
  if (result.kind === "failed") {
    return result.sent ? { kind: "unknown", reason: result.reason } : { kind: "not_sent", reason: result.reason };
  }
  const { status } = result;
  if (status >= 200 && status < 300) return classifySuccess(result, idField);
  if (status === 429) {
    const header = result.retryAfter ?? retryInfoOf(result.body);
    return { kind: "throttled", retryAfterMs: toRetryAfterMs(header, now) };
  }
  if (!sureRefusals.has(status)) return { kind: "unknown", reason: `HTTP status ${status}` };
  const { code, text } = parseErrorBody(result.body, status);
  const permanent = !refusalsOfTheAccount.has(status) && !codesOfTheAccount.has(code);
  return { kind: "rejected", code, text, permanent, httpStatus: status };
}

function classifySuccess(result: Extract<HttpResult, { kind: "response" }>, idField: string): SendOutcome {
  const providerId = result.isTruncated ? idAtTheStart(result.body) : parseObject(result.body)?.[idField];
  if (typeof providerId === "string" && providerId !== "") return { kind: "accepted", providerId };
  return { kind: "unknown", reason: `HTTP status ${result.status} without a readable id` };
}

/**
 * Sinch echoes the whole batch, which with long parameter values exceeds what we read. That answer was intact
 * and begins with the id, so taking it is safe.
 */
function idAtTheStart(body: string): string | undefined {
  return /^\s*\{\s*"id"\s*:\s*"([A-Za-z0-9_-]{1,64})"/.exec(body)?.[1];
}
