import type { IncomingMessage, ServerResponse } from "node:http";
import type { Simulation } from "../simulation";

/** One call to the SMS API: `path` is what comes after the plan. */
export type SmsCall = {
  simulation: Simulation;
  request: IncomingMessage;
  response: ServerResponse;
  method: string;
  path: string[];
  query: URLSearchParams;
};
