import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversationHosts, smsHosts, smsProjectHosts } from "@/lib/sinch";
import { toAnswer } from "@/lib/sinch/answer";
import { path } from "@/lib/sinch/api";
import { sumUp } from "@/lib/sinch/conversation/fan-out";
import { parseErrorBody, retryInfoOf } from "@/lib/sinch/error-body";
import { classifySend } from "@/lib/sinch/outcome";
import type { SendOutcome } from "@/lib/sinch/types";

describe("the words of a refusal", () => {
  test.each([
    ['{"code":"unknown_group","text":"Unknown group"}', { code: "unknown_group", text: "Unknown group" }],
    [
      '{"error":{"code":403,"message":"No access","status":"PERMISSION_DENIED"}}',
      { code: "permission_denied", text: "No access" },
    ],
    [
      '{"type":"https://problems.sinch.com/INVALID_ARGUMENT","title":"Bad","status":400,"detail":"ttl is too short"}',
      { code: "invalid_argument", text: "ttl is too short" },
    ],
    ["", { code: "http_400", text: "Sinch answered with HTTP status 400." }],
    ["<html><h1>Bad gateway</h1></html>", { code: "http_400", text: "Sinch answered with HTTP status 400." }],
    ["[1]", { code: "http_400", text: "Sinch answered with HTTP status 400." }],
  ])("of %s", (body, expected) => {
    expect(parseErrorBody(body, 400)).toEqual(expected);
  });

  test("never throw and never hold a number, whatever the other side says", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(parseErrorBody(body, 400).code).not.toBe("");
      }),
    );
    const digits = fc.integer({ min: 1_000_000, max: 999_999_999_999 });
    fc.assert(
      fc.property(digits, fc.constantFrom("text", "detail", "title"), (number, field) => {
        const { text } = parseErrorBody(JSON.stringify({ [field]: `bad number +${number} here` }), 400);
        expect(text).not.toContain(String(number));
      }),
    );
  });

  test("a rest may be asked for in the details", () => {
    const retry = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "7.5s" };
    const body = JSON.stringify({ error: { code: 429, status: "RESOURCE_EXHAUSTED", details: [{}, retry] } });
    expect(retryInfoOf(body)).toBe("7.5");
    const response = {
      kind: "response" as const,
      status: 429,
      body,
      retryAfter: null,
      challenge: null,
      isTruncated: false,
    };
    expect(classifySend(response, new Date())).toEqual({ kind: "throttled", retryAfterMs: 7_500 });
    expect(classifySend({ ...response, retryAfter: "2" }, new Date())).toEqual({
      kind: "throttled",
      retryAfterMs: 2_000,
    });
    expect(retryInfoOf("<html>")).toBeNull();
  });
});

test("an answer that is cut, foreign or late is unreachable, not empty", () => {
  const response = {
    kind: "response" as const,
    status: 200,
    body: "{}",
    retryAfter: null,
    challenge: null,
    isTruncated: false,
  };
  const shape = (wire: unknown) => (wire ? true : null);
  const of = (change: object) => toAnswer({ ...response, ...change }, shape, new Date());
  expect(of({})).toEqual({ ok: true, value: true });
  for (const change of [{ isTruncated: true }, { body: "<html>" }, { body: "" }, { status: 302 }, { status: 500 }]) {
    expect(of(change)).toMatchObject({ ok: false, failure: { kind: "unreachable" } });
  }
});

test("ids in addresses are encoded", () => {
  expect(path`/batches/${"a/b?c"}/x`).toBe("/batches/a%2Fb%3Fc/x");
});

test("every region has its hosts", () => {
  expect(smsHosts.br).toBe("https://br.sms.api.sinch.com");
  expect(Object.keys(smsHosts).sort()).toEqual(["au", "br", "ca", "eu", "us"]);
  expect(smsProjectHosts).toEqual({ us: "https://zt.us.sms.api.sinch.com", eu: "https://zt.eu.sms.api.sinch.com" });
  expect(Object.keys(conversationHosts).sort()).toEqual(["br", "eu", "us"]);
});

describe("one word for many outcomes", () => {
  const accepted: SendOutcome = { kind: "accepted", providerId: "1" };
  const unknown: SendOutcome = { kind: "unknown", reason: "x" };
  const throttled: SendOutcome = { kind: "throttled", retryAfterMs: 5 };
  const unsent: SendOutcome = { kind: "not_sent", reason: "x" };
  const rejected: SendOutcome = { kind: "rejected", code: "x", text: "x", permanent: true, httpStatus: 400 };
  const any = fc.constantFrom(accepted, unknown, throttled, unsent, rejected);

  test("invites to send again only when surely nobody was sent to", () => {
    fc.assert(
      fc.property(fc.array(any, { minLength: 1 }), (outcomes) => {
        const { kind } = sumUp(outcomes.map((outcome, index) => ({ recipient: `+${index}`, outcome })));
        const isSafe = outcomes.every((outcome) => outcome.kind !== "accepted" && outcome.kind !== "unknown");
        if (kind === "throttled" || kind === "not_sent") expect(isSafe).toBe(true);
        if (kind === "accepted") expect(outcomes.every((outcome) => outcome.kind === "accepted")).toBe(true);
        if (kind === "rejected") expect(outcomes.every((outcome) => outcome.kind === "rejected")).toBe(true);
      }),
    );
  });
});
