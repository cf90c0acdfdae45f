import { NextRequest } from "next/server";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function visit(variables: Record<string, string>, headers: Record<string, string> = {}) {
  const environment = {
    DATABASE_URL: "postgres://x",
    NEXTAUTH_SECRET: "0123456789abcdefghijklmnopqrstuv",
    ...variables,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { proxy } = await import("@/proxy");
  const response = proxy(new NextRequest("http://127.0.0.1:3000/campaigns/7?tab=a", { headers }));
  return {
    headers: response.headers,
    seenByPage: (name: string) => response.headers.get(`x-middleware-request-${name}`),
  };
}

const live = { NODE_ENV: "production", BASE_URL: "https://sms.example.com" };

test("scripts run only with this answer's nonce, and nobody may frame a page", async () => {
  const first = await visit(live);
  const policy = first.headers.get("content-security-policy") ?? "";
  const scripts = policy.split("; ").find((rule) => rule.startsWith("script-src"));
  expect(scripts).toMatch(/^script-src 'self' 'nonce-[A-Za-z0-9+/]{22}==' 'strict-dynamic'$/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(first.seenByPage("content-security-policy")).toBe(policy);
  expect(scripts).toContain(first.seenByPage("x-nonce") ?? "missing");
  const second = await visit(live);
  expect(second.headers.get("content-security-policy")).not.toBe(policy);
});

test("the headers of every page", async () => {
  const { headers } = await visit(live);
  expect(Object.fromEntries(headers)).toMatchObject({
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": expect.stringContaining("camera=()"),
    "strict-transport-security": "max-age=63072000; includeSubDomains",
  });
});

test("plain http promises no TLS; only the development server may evaluate strings", async () => {
  const local = await visit({ NODE_ENV: "production", BASE_URL: "http://127.0.0.1:3000" });
  expect(local.headers.has("strict-transport-security")).toBe(false);
  expect(local.headers.get("content-security-policy")).not.toMatch(/upgrade-insecure|unsafe-eval|ws:/);
  vi.resetModules();
  const development = await visit({ NODE_ENV: "development", BASE_URL: "http://127.0.0.1:3000" });
  expect(development.headers.get("content-security-policy")).toContain("'unsafe-eval'");
});

test("a page is told its address by us, whatever the browser claims", async () => {
  const { seenByPage } = await visit(live, { "x-tidings-path": "//evil.example", "x-nonce": "mine" });
  expect(seenByPage("x-tidings-path")).toBe("/campaigns/7?tab=a");
  expect(seenByPage("x-nonce")).not.toBe("mine");
});

test("cookies are bound to this host over TLS, and have plain names without it", async () => {
  await visit(live);
  const { cookieOf } = await import("@/lib/auth/session-cookie");
  expect(cookieOf("session")).toEqual({
    name: "__Host-tidings.session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
  });
  vi.resetModules();
  await visit({ BASE_URL: "http://127.0.0.1:3000" });
  const local = await import("@/lib/auth/session-cookie");
  expect(local.cookieOf("csrf")).toMatchObject({ name: "tidings.csrf", options: { secure: false, httpOnly: true } });
});
