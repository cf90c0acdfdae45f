import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/env";

/**
 * Response headers of pages, and nothing else: who may see what is decided inside every page, action and route, because
 * a proxy can be walked around. /api is not matched: its doors set their own headers, and a matched route would have its
 * upload buffered and cut at 10 MB. The files of public/ are not matched: they are the same for everybody and may be cached.
 * Next reads the matcher from the source, so it has to be one literal.
 */
export const config = {
  matcher: [
    "/((?!api/|_next/static/|healthz$|readyz$|metrics$|(?:icon|icon-192|icon-512|icon-maskable-512|apple-touch-icon|social|favicon|robots|manifest)\\.(?:svg|png|ico|txt|webmanifest)$).*)",
  ],
};

export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-tidings-path", `${request.nextUrl.pathname}${request.nextUrl.search}`);
  // Next finds the nonce here and writes it on every script of the page.
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(pageHeaders())) response.headers.set(name, value);
  response.headers.set("content-security-policy", policy);
  return response;
}

function contentSecurityPolicy(nonce: string): string {
  const { NODE_ENV, BASE_URL } = env();
  const isDevelopment = NODE_ENV === "development";
  const rules = [
    "default-src 'self'",
    // The development server compiles in the page and talks to it over a socket.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws: wss:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  if (BASE_URL.startsWith("https:")) rules.push("upgrade-insecure-requests");
  return rules.join("; ");
}

function pageHeaders(): Record<string, string> {
  return {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    ...(env().BASE_URL.startsWith("https:")
      ? { "strict-transport-security": "max-age=63072000; includeSubDomains" }
      : {}),
  };
}
