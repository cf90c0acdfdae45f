import { performance } from "node:perf_hooks";
import { Readable } from "node:stream";
import { Agent } from "undici";

/**
 * One HTTP exchange with Sinch, with the one question answered that matters after a failure: could Sinch have
 * seen the request? `sent` turns true just before the first byte of the body is handed to an open socket, so a
 * false is certain and a true is cautious. Nothing is repeated here. Reasons are error codes, never texts of
 * the other side. A crash of the process leaves the exchange unanswered: the caller wrote its intent first.
 */

export type HttpRequest = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  /** The whole value of the header, scheme included. */
  authorization: string;
  body?: string | undefined;
  /** JSON unless said otherwise. */
  contentType?: string;
  signal?: AbortSignal | undefined;
  /** Ends what has not begun: from the first byte of the body on it changes nothing any more. */
  stop?: AbortSignal | undefined;
  /** Shorter than the client's own, where less is left. */
  timeoutMs?: number | undefined;
  /** What is read of the response at most. */
  maxBytes?: number | undefined;
};

export type HttpResult =
  | {
      kind: "response";
      status: number;
      retryAfter: string | null;
      /** `WWW-Authenticate`: why a 401 was one. */
      challenge: string | null;
      body: string;
      /** The response went on after `maxBytes`; `body` is its beginning. */
      isTruncated: boolean;
    }
  | { kind: "failed"; sent: boolean; reason: string };

export const maxResponseBytes = 1024 * 1024;

export type HttpClient = {
  exchange(request: HttpRequest): Promise<HttpResult>;
  close(): Promise<void>;
};

export function createHttpClient(timeoutMs: number): HttpClient {
  const agent = new Agent({
    connections: 64,
    pipelining: 1,
    allowH2: false,
    // Shorter than what servers keep, so that a batch is rarely written into a connection that is closing.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    connect: { timeout: Math.min(timeoutMs, 10_000) },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    exchange: (request) => exchange(agent, Math.min(timeoutMs, request.timeoutMs ?? timeoutMs), request),
    // Lets what is under way end: cutting it off would make its outcome unknown.
    close: () => agent.close(),
  };
}

async function exchange(agent: Agent, timeoutMs: number, request: HttpRequest): Promise<HttpResult> {
  const progress = { sent: false };
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  const stopped = new AbortController();
  const onStop = () => progress.sent || stopped.abort();
  request.stop?.addEventListener("abort", onStop);
  const signals = [timeout, stopped.signal, request.signal].filter((signal) => signal !== undefined);
  const signal = AbortSignal.any(signals);
  const startedAt = performance.now();
  try {
    signal.throwIfAborted();
    request.stop?.throwIfAborted();
    const url = new URL(request.url);
    const bytes = request.body === undefined ? null : Buffer.from(request.body);
    const response = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: headersOf(request, bytes),
      body: bytes ? watched(bytes, progress) : null,
      signal,
    });
    const { text, isTruncated } = await readBounded(response.body, request.maxBytes ?? maxResponseBytes);
    return {
      kind: "response",
      status: response.statusCode,
      retryAfter: oneHeader(response.headers["retry-after"]),
      challenge: oneHeader(response.headers["www-authenticate"]),
      body: text,
      isTruncated,
    };
  } catch (error) {
    const elapsedMs = Math.round(performance.now() - startedAt);
    return { kind: "failed", sent: progress.sent, reason: reasonOf(error, timeout.aborted, elapsedMs) };
  } finally {
    request.stop?.removeEventListener("abort", onStop);
  }
}

function headersOf(request: HttpRequest, bytes: Buffer | null): Record<string, string> {
  const headers: Record<string, string> = { accept: "application/json", authorization: request.authorization };
  if (bytes) {
    headers["content-type"] = request.contentType ?? "application/json";
    headers["content-length"] = String(bytes.length);
  }
  return headers;
}

/** The client reads the body only once the connection is open and it is this request's turn. */
function watched(bytes: Buffer, progress: { sent: boolean }): Readable {
  return new Readable({
    read() {
      progress.sent = true;
      this.push(bytes);
      this.push(null);
    },
  });
}

function oneHeader(value: string | string[] | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : value.join(", ");
}

type BoundedText = { text: string; isTruncated: boolean };

async function readBounded(body: AsyncIterable<Buffer>, maxBytes: number): Promise<BoundedText> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return {
    text: Buffer.concat(chunks).toString("utf8", 0, Math.min(size, maxBytes)),
    isTruncated: size > maxBytes,
  };
}

function reasonOf(error: unknown, isTimeout: boolean, elapsedMs: number): string {
  if (isTimeout) return `timeout after ${elapsedMs} ms`;
  if (!(error instanceof Error)) return "connection error";
  if (error.name === "AbortError" || error.name === "TimeoutError") return "aborted";
  const code = codeOf(error) ?? codeOf(error.cause);
  return code ?? "connection error";
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" && /^[A-Z0-9_]{1,60}$/.test(error.code) ? error.code : null;
}
