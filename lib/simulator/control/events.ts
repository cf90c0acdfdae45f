import type { IncomingMessage, ServerResponse } from "node:http";
import type { Simulation } from "../simulation";

const heartbeatMs = 15_000;

/** Server-sent events: one empty `change` whenever something did, so that the phone fetches again. */
export function streamEvents({ changes }: Simulation, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.write("retry: 1000\n\n");
  const stop = changes.listen(() => response.write("event: change\ndata: {}\n\n"));
  const heartbeat = setInterval(() => response.write(":\n\n"), heartbeatMs).unref();
  request.once("close", () => {
    clearInterval(heartbeat);
    stop();
  });
}
