import type { IncomingMessage, ServerResponse } from "node:http";
import { sleep } from "@/lib/clock";
import type { Batch } from "../batch";
import type { RequestFault } from "../faults";
import type { Simulation } from "../simulation";
import { readBody, sendEmpty, sendJson, sendText } from "./respond";

/** What goes wrong before anything is accepted. True when the request is answered, or never will be. */
export async function prepareFault(
  simulation: Simulation,
  fault: RequestFault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  switch (fault.kind) {
    case "delay":
      await sleep(fault.ms);
      return false;
    case "refuse":
      request.socket.destroy();
      return true;
    case "expire_tokens":
      simulation.tokens.expireAll();
      return false;
    case "status":
      await readBody(request);
      refuse(fault, response);
      return true;
    default:
      return false;
  }
}

function refuse(fault: Extract<RequestFault, { kind: "status" }>, response: ServerResponse): void {
  const { status, body, code, retryAfter } = fault;
  const headers: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  if (body !== undefined) sendText(response, status, body, { ...headers, "content-type": "text/html" });
  else if (status === 400 || status === 403) {
    sendJson(response, status, { code: code ?? "syntax_constraint_violation", text: "Injected fault" }, headers);
  } else sendEmpty(response, status, headers);
}

type Accepted = { status: number; json: string; batch: Batch };
const longestWaitMs = 5_000;

/** Answers what was accepted, the way the fault wants it. */
export async function answerAccepted(
  simulation: Simulation,
  fault: RequestFault | null,
  response: ServerResponse,
  { status, json, batch }: Accepted,
): Promise<void> {
  switch (fault?.kind) {
    case "hang_after_accept":
      return;
    case "status_after_accept":
      return sendEmpty(response, fault.status);
    case "cut_response":
      response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(json) });
      response.flushHeaders();
      response.write(Buffer.from(json).subarray(0, fault.bytes), () => response.socket?.destroySoon());
      return;
    case "callback_before_response":
      await simulation.reporter.told(batch, fault.ms ?? longestWaitMs);
      return sendText(response, status, json);
    default:
      return sendText(response, status, json);
  }
}
