import "server-only";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type CallbackSecrets, maxCallbackBytes, receiveCallback } from "./receive";

/**
 * The same callbacks on a bare HTTP server, for installations that outgrow a route handler (one Next process tops out
 * near 1,000 a second). Started by the worker when INGEST_PORT is set.
 */
export function startListener(port: number, secrets: CallbackSecrets): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response, secrets).catch(() => response.destroy());
  });
  server.requestTimeout = 10_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => resolve(server));
  });
}

const address = /^\/api\/webhooks\/(?:delivery-reports|inbound|conversation)(?:\/([A-Za-z0-9_-]+))?\/?$/;

async function answer(request: IncomingMessage, response: ServerResponse, secrets: CallbackSecrets): Promise<void> {
  const match = address.exec((request.url ?? "").split("?")[0] ?? "");
  if (!match) return end(response, 404, "not found");
  if (request.method !== "POST") return end(response, 405, "POST only");
  const rawBody = await readBody(request);
  if (rawBody === null) return end(response, 413, "too large");
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const { status, text } = await receiveCallback({ rawBody, headers, key: match[1] ?? null }, secrets);
  end(response, status, text);
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxCallbackBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(text);
}
