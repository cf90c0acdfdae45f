import type { IncomingMessage } from "node:http";
import { isJson, readBody } from "../http/respond";
import { isObject, type Wire } from "./fields";
import { badJson, Refusal } from "./refusal";

/** The body of a request as text; 415 without JSON's content type. */
export async function readJsonText(request: IncomingMessage): Promise<string> {
  if (!isJson(request)) throw new Refusal(415, null);
  const body = await readBody(request);
  if (body === null) throw new Refusal(413, null);
  if (body === "") throw badJson("the request is empty");
  return body;
}

export async function readWire(request: IncomingMessage): Promise<Wire> {
  return parseWire(await readJsonText(request));
}

export function parseWire(json: string): Wire {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw badJson("the request is not valid JSON");
  }
  if (!isObject(parsed)) throw badJson("the request must be a JSON object");
  return parsed;
}
