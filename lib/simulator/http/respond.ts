import type { IncomingMessage, ServerResponse } from "node:http";

type Headers = Record<string, string>;

export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Headers = {}): void {
  sendText(response, status, typeof value === "string" ? value : JSON.stringify(value), headers);
}

/** JSON that is already text. */
export function sendText(response: ServerResponse, status: number, json: string, headers: Headers = {}): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(json),
    ...headers,
  });
  response.end(json);
}

export function sendEmpty(response: ServerResponse, status: number, headers: Headers = {}): void {
  response.writeHead(status, { "content-length": "0", ...headers });
  response.end();
}

const maxBodyBytes = 16 * 1024 * 1024;

/** Null when the body is larger than anything Sinch would take. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size <= maxBodyBytes ? Buffer.concat(chunks).toString("utf8") : null;
}

export function isJson(request: IncomingMessage): boolean {
  return /^application\/json\b/i.test(request.headers["content-type"] ?? "");
}
