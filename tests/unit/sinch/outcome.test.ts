import { describe, expect, test } from "vitest";
import { classifySend } from "@/lib/sinch/outcome";
import { toRetryAfterMs } from "@/lib/sinch/retry-after";

const now = new Date("2026-11-21T10:00:00Z");
const response = (status: number, body = "", isTruncated = false, retryAfter: string | null = null) =>
  classifySend({ kind: "response", status, body, isTruncated, retryAfter, challenge: null }, now);

describe("the outcome of a send", () => {
  test("is accepted with an id, and only with one", () => {
    expect(response(201, '{"id":"01J"}')).toEqual({ kind: "accepted", providerId: "01J" });
    for (const body of ["", "{", "[]", "{}", '{"id":7}', '{"id":""}', "<html>"]) {
      expect(response(201, body).kind).toBe("unknown");
    }
  });

  test("is accepted when the answer is longer than we read but begins with the id", () => {
    expect(response(201, '{"id":"01J","to":["49', true)).toEqual({ kind: "accepted", providerId: "01J" });
    expect(response(201, '{"to":["49', true).kind).toBe("unknown");
    // The same beginning of an answer that was cut off proves nothing we rely on.
    expect(response(201, '{"id":"01J","to":["49').kind).toBe("unknown");
  });

  test.each([500, 502, 503, 504, 301, 307, 408, 409, 418])("is unknown for status %i", (status) => {
    expect(response(status)).toEqual({ kind: "unknown", reason: `HTTP status ${status}` });
  });

  test.each([
    [400, true],
    [403, true],
    [413, true],
    [415, true],
    [401, false],
    [404, false],
    [405, false],
  ])("is rejected for status %i, permanent: %s", (httpStatus, permanent) => {
    expect(response(httpStatus)).toMatchObject({ kind: "rejected", httpStatus, permanent, code: `http_${httpStatus}` });
  });

  test("blames the account, not the batch, when the account is blocked", () => {
    expect(response(403, '{"code":"blocked_account","text":"x"}')).toMatchObject({ permanent: false });
  });

  test("depends on the first byte when there was no answer", () => {
    expect(classifySend({ kind: "failed", sent: false, reason: "ECONNREFUSED" }, now).kind).toBe("not_sent");
    expect(classifySend({ kind: "failed", sent: true, reason: "ECONNRESET" }, now).kind).toBe("unknown");
  });
});

test.each([
  [null, 1_000],
  ["", 1_000],
  ["soon", 1_000],
  ["2", 2_000],
  ["0", 0],
  ["-5", 0],
  ["0.5", 500],
  ["999999", 900_000],
  ["Sat, 21 Nov 2026 10:00:07 GMT", 7_000],
  ["Sat, 21 Nov 2026 09:00:00 GMT", 0],
])("Retry-After %s means %i ms", (header, expected) => {
  expect(toRetryAfterMs(header, now)).toBe(expected);
  expect(response(429, "", false, header)).toEqual({ kind: "throttled", retryAfterMs: expected });
});

test.each([
  ['{"code":"syntax_invalid_parameter_format","text":"\'+4915112345678\' is not a valid identifier"}'],
  ['{"code":"syntax_constraint_violation","text":"body \\"Hi Mina, it\'s ready\\" is too long for 49 151 1234 5678"}'],
  ['{"error":{"code":400,"message":"bad 4915112345678 \'Hi Mina\'","status":"INVALID_ARGUMENT"}}'],
  ['{"code":"4915112345678","text":7}'],
  ["<html>4915112345678 Mina</html>"],
])("the words of a rejection never hold a number or a text: %s", (body) => {
  const text = JSON.stringify(response(400, body));
  expect(text).not.toMatch(/1511?\s?2345678|1234 5678|Mina/);
  expect(text).toContain('"code"');
});
