import { performance } from "node:perf_hooks";
import { now } from "@/lib/clock";
import { type Answer, type Shape, toAnswer } from "./answer";
import type { Authorizer } from "./auth/authorizer";
import type { HttpClient, HttpRequest, HttpResult } from "./http";

export type Query = Record<string, string | number | boolean | Date | readonly string[] | undefined>;

export type Call = {
  method: HttpRequest["method"];
  /** Below the API's base, with a slash in front; ids in it are encoded by `path`. */
  path: string;
  query?: Query | undefined;
  body?: unknown;
  /** JSON that is already text. */
  json?: string;
  maxBytes?: number;
  signal?: AbortSignal | undefined;
  stop?: AbortSignal | undefined;
  /** Shorter than the API's own, where less is left. */
  timeoutMs?: number;
};

export type Api = {
  /** One exchange, over within the timeout with all that belongs to it, token and repeat included. Only a 401 that says the token has expired is repeated, once: it was surely not acted upon. */
  exchange(call: Call): Promise<HttpResult>;
  ask<T>(call: Call, shape: Shape<T>): Promise<Answer<T>>;
};

export function createApi(http: HttpClient, base: string, authorizer: Authorizer, longestMs: number): Api {
  async function once(call: Call, endsAt: number): Promise<{ result: HttpResult; header: string | null }> {
    const authorization = await authorizer.authorize(call.signal, endsAt - performance.now());
    if (!authorization.ok) return { result: withoutCall(authorization.failure), header: null };
    const { header } = authorization;
    const result = await http.exchange({
      method: call.method,
      url: base + call.path + toSearch(call.query),
      authorization: header,
      body: call.json ?? (call.body === undefined ? undefined : JSON.stringify(call.body)),
      maxBytes: call.maxBytes,
      signal: call.signal,
      stop: call.stop,
      timeoutMs: endsAt - performance.now(),
    });
    return { result, header };
  }

  async function exchange(call: Call): Promise<HttpResult> {
    const endsAt = performance.now() + Math.min(longestMs, call.timeoutMs ?? longestMs);
    const { result, header } = await once(call, endsAt);
    if (header === null || !isExpired(result) || !authorizer.renew(header)) return result;
    return (await once(call, endsAt)).result;
  }

  return {
    exchange,
    ask: async (call, shape) => toAnswer(await exchange(call), shape, now()),
  };
}

function isExpired(result: HttpResult): boolean {
  return result.kind === "response" && result.status === 401 && /\bexpired\b/i.test(result.challenge ?? "");
}

/** A token that could not be had: refusals keep their status, everything else means that nothing was sent. */
function withoutCall(failure: HttpResult): HttpResult {
  if (failure.kind === "failed") return { ...failure, sent: false, reason: `token: ${failure.reason}` };
  const isRefusal = failure.status === 401 || failure.status === 403 || failure.status === 429;
  if (isRefusal) return failure;
  if (failure.status === 400) return { ...failure, status: 401 };
  return { kind: "failed", sent: false, reason: `token: HTTP status ${failure.status}` };
}

/** `/batches/{id}`: ids come from Sinch, yet what is put into an address is encoded. */
export function path(strings: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: strings }, ...values.map((value) => encodeURIComponent(value)));
}

/** Lists become one parameter with commas, dates become ISO 8601, and every value is encoded. */
function toSearch(query: Query | undefined): string {
  if (!query) return "";
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (value instanceof Date) search.set(name, value.toISOString());
    else search.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  return search.size === 0 ? "" : `?${search}`;
}
