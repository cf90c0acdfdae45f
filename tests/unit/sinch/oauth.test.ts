import { expect, test } from "vitest";
import { oauth } from "@/lib/sinch/auth/oauth";
import type { HttpClient, HttpRequest, HttpResult } from "@/lib/sinch/http";

/** A token server one can count the calls of, and a clock one can turn. */
function open(answer: (call: number) => Partial<Extract<HttpResult, { kind: "response" }>>) {
  const calls: HttpRequest[] = [];
  let nowMs = 0;
  const http: HttpClient = {
    exchange: async (request) => {
      calls.push(request);
      const response = {
        kind: "response",
        status: 200,
        body: "",
        retryAfter: null,
        challenge: null,
        isTruncated: false,
      };
      return { ...response, ...answer(calls.length) } as HttpResult;
    },
    close: async () => undefined,
  };
  const authorizer = oauth(http, "https://auth.sinch.com", { keyId: "key", keySecret: "secret" }, () => nowMs);
  return { authorizer, calls, pass: (ms: number) => (nowMs += ms) };
}

const token = (call: number, seconds = 3_599) => ({
  body: JSON.stringify({ access_token: `token-${call}`, expires_in: seconds, token_type: "bearer", scope: "" }),
});

test("a token is asked for as RFC 6749 says, with the key and its secret", async () => {
  const { authorizer, calls } = open(token);
  expect(await authorizer.authorize()).toEqual({ ok: true, header: "Bearer token-1" });
  expect(calls).toMatchObject([
    {
      method: "POST",
      url: "https://auth.sinch.com/oauth2/token",
      authorization: `Basic ${Buffer.from("key:secret").toString("base64")}`,
      contentType: "application/x-www-form-urlencoded",
      body: "grant_type=client_credentials",
    },
  ]);
});

test("it serves until a minute before its end, then one call fetches the next for everybody", async () => {
  const { authorizer, calls, pass } = open(token);
  await authorizer.authorize();
  pass(3_538_000);
  expect(await authorizer.authorize()).toMatchObject({ header: "Bearer token-1" });
  pass(2_000);
  const headers = await Promise.all(Array.from({ length: 10 }, () => authorizer.authorize()));
  expect(new Set(headers.map((each) => each.ok && each.header))).toEqual(new Set(["Bearer token-2"]));
  expect(calls).toHaveLength(2);
});

test("one that lives shorter than that serves for half its life", async () => {
  const { authorizer, calls, pass } = open((call) => token(call, 40));
  await authorizer.authorize();
  pass(19_000);
  await authorizer.authorize();
  expect(calls).toHaveLength(1);
  pass(2_000);
  await authorizer.authorize();
  expect(calls).toHaveLength(2);
});

test("an expired one is dropped, unless a newer one is there already", async () => {
  const { authorizer, calls } = open(token);
  await authorizer.authorize();
  expect(authorizer.renew("Bearer token-1")).toBe(true);
  expect(await authorizer.authorize()).toMatchObject({ header: "Bearer token-2" });
  authorizer.renew("Bearer token-1");
  expect(await authorizer.authorize()).toMatchObject({ header: "Bearer token-2" });
  expect(calls).toHaveLength(2);
});

test("after a 429 it rests a second, after any other failure it does not", async () => {
  const { authorizer, calls, pass } = open((call) => (call === 1 ? { status: 429 } : token(call)));
  expect(await authorizer.authorize()).toMatchObject({ ok: false, failure: { status: 429 } });
  expect(await authorizer.authorize()).toMatchObject({ ok: false, failure: { status: 429 } });
  expect(calls).toHaveLength(1);
  pass(1_001);
  expect(await authorizer.authorize()).toMatchObject({ ok: true });
});

test("nobody waits longer for it than they can", async () => {
  const never = new Promise<HttpResult>(() => undefined);
  const http: HttpClient = { exchange: () => never, close: async () => undefined };
  const authorizer = oauth(http, "https://auth.sinch.com", { keyId: "key", keySecret: "secret" });
  const failure = { kind: "failed", sent: false, reason: "timeout" };
  expect(await authorizer.authorize(undefined, 10)).toEqual({ ok: false, failure });
  expect(await authorizer.authorize(AbortSignal.abort(), 10)).toMatchObject({ failure: { reason: "aborted" } });
});

test.each([["<html>"], ["{}"], ['{"access_token":7}'], ['{"access_token":"with\\nnewline"}'], [""]])(
  "%j is no token",
  async (body) => {
    expect(await open(() => ({ body })).authorizer.authorize()).toMatchObject({ ok: false });
  },
);
