import type { IncomingMessage } from "node:http";
import { readBody } from "../http/respond";
import { isObject, type Wire } from "../sms/fields";
import { AppRefusal } from "./refusal";

export async function readAppJson(request: IncomingMessage): Promise<Wire> {
  const body = await readBody(request);
  try {
    const parsed: unknown = JSON.parse(body ?? "");
    if (isObject(parsed)) return parsed;
  } catch {
    // Answered below, as for what is no object.
  }
  throw new AppRefusal(400, "the request is not a JSON object");
}
