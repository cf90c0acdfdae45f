import { performance } from "node:perf_hooks";
import { parseObject } from "../error-body";
import type { HttpClient, HttpRequest, HttpResult } from "../http";
import type { Authorization, Authorizer } from "./authorizer";

/**
 * A project's access key, turned into tokens of about an hour. One token for everybody: whoever comes while it is
 * being fetched waits for the same answer, and a minute before it runs out it counts as gone. The token server is a
 * small bucket (30, refilled by 10 a second) that tells nobody when to come back, so after a 429 it is left alone
 * for a while. A failure here means that the call itself never left.
 */
export type AccessKey = { keyId: string; keySecret: string };

const earlyMs = 60_000;
const restMs = 1_000;

type Token = { header: string; until: number };

/** `clock` in milliseconds; it must not jump. */
export function oauth(
  http: HttpClient,
  tokenHost: string,
  key: AccessKey,
  clock: () => number = () => performance.now(),
): Authorizer {
  let token: Token | null = null;
  let pending: Promise<Authorization> | null = null;
  let rest: { until: number; failure: HttpResult } | null = null;

  async function fetchToken(): Promise<Authorization> {
    const result = await http.exchange(tokenCall(tokenHost, key));
    token = toToken(result, clock());
    if (token) return { ok: true, header: token.header };
    const isThrottled = result.kind === "response" && result.status === 429;
    rest = isThrottled ? { until: clock() + restMs, failure: result } : null;
    return { ok: false, failure: result };
  }

  return {
    async authorize(signal, timeoutMs) {
      if (token && clock() < token.until) return { ok: true, header: token.header };
      if (rest && clock() < rest.until) return { ok: false, failure: rest.failure };
      pending ??= fetchToken().finally(() => {
        pending = null;
      });
      return unlessOver(pending, signal, timeoutMs);
    },
    renew(header) {
      if (token?.header === header) token = null;
      return true;
    },
  };
}

function tokenCall(tokenHost: string, { keyId, keySecret }: AccessKey): HttpRequest {
  return {
    method: "POST",
    url: `${tokenHost}/oauth2/token`,
    authorization: `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString("base64")}`,
    contentType: "application/x-www-form-urlencoded",
    body: "grant_type=client_credentials",
  };
}

function toToken(result: HttpResult, now: number): Token | null {
  if (result.kind === "failed" || result.status < 200 || result.status > 299) return null;
  const wire = parseObject(result.body);
  const seconds = Number(wire?.expires_in ?? 0);
  if (typeof wire?.access_token !== "string" || !/^[\x21-\x7e]+$/.test(wire.access_token)) return null;
  // A token that lives for less than the margin is used for half its life.
  const lifeMs = (Number.isFinite(seconds) ? seconds : 0) * 1_000;
  return { header: `Bearer ${wire.access_token}`, until: now + Math.max(lifeMs - earlyMs, lifeMs / 2) };
}

/** One caller's abort or impatience must not take the token from the others. */
function unlessOver(pending: Promise<Authorization>, signal?: AbortSignal, timeoutMs?: number): Promise<Authorization> {
  return new Promise((resolve) => {
    const stop = (reason: string) => done({ ok: false, failure: { kind: "failed", sent: false, reason } });
    const abort = () => stop("aborted");
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop("timeout"), Math.max(0, timeoutMs));
    function done(authorization: Authorization): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      resolve(authorization);
    }
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    pending.then(done);
  });
}
