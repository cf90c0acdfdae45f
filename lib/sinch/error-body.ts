/** What Sinch says about a refusal, made fit for a log and a screen: no number, no quoted value, bounded. */
export type ErrorBody = { code: string; text: string };

/**
 * Accepts the SMS API's `{code, text}`, the `{error: {status, message}}` of google.rpc, problem details (RFC 9457), an
 * empty body and whatever a proxy puts there.
 */
export function parseErrorBody(body: string, httpStatus: number): ErrorBody {
  const fallback = { code: `http_${httpStatus}`, text: `Sinch answered with HTTP status ${httpStatus}.` };
  const parsed = parseObject(body);
  if (!parsed) return fallback;
  const nested = isObject(parsed.error) ? parsed.error : null;
  if (nested)
    return { code: safeCode(nested.status) ?? fallback.code, text: safeText(nested.message) ?? fallback.text };
  const code = safeCode(parsed.code) ?? problemType(parsed.type) ?? fallback.code;
  const text = safeText(parsed.text) ?? safeText(parsed.detail) ?? safeText(parsed.title) ?? fallback.text;
  return { code, text };
}

/** google.rpc.RetryInfo among the details: `"7s"`, or null. */
export function retryInfoOf(body: string): string | null {
  const error = parseObject(body)?.error;
  const details = isObject(error) && Array.isArray(error.details) ? error.details : [];
  for (const detail of details) {
    const delay = isObject(detail) ? (detail.retryDelay ?? detail.retry_delay) : undefined;
    const seconds = typeof delay === "string" ? /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1] : undefined;
    if (seconds !== undefined) return seconds;
  }
  return null;
}

export function parseObject(body: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function safeCode(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(value) ? value.toLowerCase() : null;
}

/** A problem's type is an address; its last part is as good as a code. */
function problemType(value: unknown): string | null {
  return typeof value === "string" ? safeCode(value.split(/[/#:]/).at(-1)) : null;
}

/** Sinch quotes the offending value, which may be a number or a piece of the message. */
function safeText(value: unknown): string | null {
  if (typeof value !== "string" || value.trim() === "") return null;
  return value
    .replace(/"[^"]*"|“[^”]*”|`[^`]*`|(?<![A-Za-z])'.*'(?![A-Za-z])/gs, "(value)")
    .replace(/\+?\d[\d\s().-]{3,}\d/g, "(number)")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}
