import type { IncomingMessage, ServerResponse } from "node:http";
import type { Simulation } from "../simulation";

/** One call to the Conversation API: `path` is what comes after the project. */
export type AppCall = {
  simulation: Simulation;
  request: IncomingMessage;
  response: ServerResponse;
  method: string;
  path: string[];
  query: URLSearchParams;
};
