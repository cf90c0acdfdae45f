/** What Sinch says about a refusal, made fit for a log and a screen: no number, no quoted value, bounded. */
export type ErrorBody = { code: string; text: string };

/** Accepts both known JSON shapes, an empty body and whatever a proxy puts there. */
export function parseErrorBody(body: string, httpStatus: number): ErrorBody {
  const fallback = { code: `http_${httpStatus}`, text: `Sinch answered with HTTP status ${httpStatus}.` };
  const parsed = parseObject(body);
  if (!parsed) return fallback;
  const nested = isObject(parsed.error) ? parsed.error : null;
  const code = safeCode(nested ? nested.status : parsed.code) ?? fallback.code;
  const text = safeText(nested ? nested.message : parsed.text) ?? fallback.text;
  return { code, text };
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
