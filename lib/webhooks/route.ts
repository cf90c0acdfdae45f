import "server-only";
import { env } from "../env";
import { maxCallbackBytes, receiveCallback } from "./receive";

/** A callback as it reaches a route handler. `key` is the rest of the address behind the route's name. */
export async function answerCallback(request: Request, key: string[]): Promise<Response> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxCallbackBytes) return new Response("too large", { status: 413 });
  const rawBody = await readBody(request);
  if (rawBody === null) return new Response("too large", { status: 413 });
  const { status, text } = await receiveCallback(
    { rawBody, headers: Object.fromEntries(request.headers), key: key.length === 0 ? null : key.join("/") },
    { hmacSecret: env().SINCH_WEBHOOK_SECRET, pathKey: env().SINCH_WEBHOOK_KEY },
  );
  return new Response(text, { status });
}

/** Stops reading where the limit is, whatever length was declared. */
async function readBody(request: Request): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxCallbackBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
