import type { IncomingMessage, ServerResponse } from "node:http";
import { sleep } from "@/lib/clock";
import type { RequestFault } from "../faults";
import { readBody, sendEmpty, sendJson } from "../http/respond";

/** What goes wrong before anything is accepted. True when the request is answered, or never will be. */
export async function prepareFault(
  fault: RequestFault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (fault.kind === "delay") {
    await sleep(fault.ms);
    return false;
  }
  if (fault.kind === "refuse") {
    request.socket.destroy();
    return true;
  }
  if (fault.kind !== "status") return false;
  await readBody(request);
  const headers: Record<string, string> =
    fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  if (fault.status === 400 || fault.status === 403) {
    sendJson(
      response,
      fault.status,
      { code: fault.code ?? "syntax_constraint_violation", text: "Injected fault" },
      headers,
    );
  } else {
    sendEmpty(response, fault.status, headers);
  }
  return true;
}

/** What goes wrong after the batch was accepted. False when nothing does. */
export function answerWithFault(fault: RequestFault, response: ServerResponse, created: string): boolean {
  switch (fault.kind) {
    case "hang_after_accept":
      return true;
    case "status_after_accept":
      sendEmpty(response, fault.status);
      return true;
    case "cut_response":
      response.writeHead(201, { "content-type": "application/json", "content-length": Buffer.byteLength(created) });
      response.flushHeaders();
      response.write(Buffer.from(created).subarray(0, fault.bytes), () => response.socket?.destroySoon());
      return true;
    default:
      return false;
  }
}
