import { env } from "../env";
import { AppError } from "../errors";

/**
 * Forged requests from other sites stop here: whatever changes something must come from a page of this very origin.
 * Next only warns when an action arrives without an Origin header; we refuse it.
 */
export function requireSameOrigin(headers: Pick<Headers, "get">): void {
  if (!isSameOrigin(headers, env().BASE_URL)) {
    throw new AppError("forbidden", "This request did not come from a page of Tidings. Reload the page and try again.");
  }
}

/** Either the public address, or the host the browser says it is talking to (localhost besides 127.0.0.1). */
export function isSameOrigin(headers: Pick<Headers, "get">, baseUrl: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = toUrl(headers.get("origin"));
  if (!origin) return false;
  const base = new URL(baseUrl);
  if (origin.origin === base.origin) return true;
  // Plain http is no witness for an installation that is served over TLS.
  if (base.protocol === "https:" && origin.protocol !== "https:") return false;
  return origin.host === headers.get("host")?.toLowerCase();
}

function toUrl(origin: string | null): URL | null {
  if (!origin || !/^https?:\/\//.test(origin)) return null;
  return URL.canParse(origin) ? new URL(origin) : null;
}
