import type { IncomingMessage, ServerResponse } from "node:http";
import { isJson, readBody, sendEmpty, sendJson } from "../http/respond";
import type { Simulation } from "../simulation";
import { isObject } from "../sms/fields";
import { listConversations, readThread } from "./conversations";
import { streamEvents } from "./events";
import { receiveInbound } from "./inbound";
import { sendMessages } from "./messages";
import { changeSettings } from "./settings";
import { statsOf } from "./stats";

/** `/_sim/…`: the levers of whoever tests. Never part of Sinch. */
export async function handleControl(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (!isSameOrigin(request)) return sendProblem(response, 403, "another site may not steer the simulator");
  const path = url.pathname.slice("/_sim/".length);
  if (request.method === "GET") return read(simulation, request, response, url, path);
  if (request.method !== "POST") return sendEmpty(response, 405);
  const wanted = await readJson(request);
  if (wanted === undefined) return sendProblem(response, 400, "the request must be a JSON object sent as JSON");
  const { status, value } = write(simulation, path, wanted);
  sendJson(response, status, value);
}

function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

async function read(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  path: string,
): Promise<void> {
  const { store, options } = simulation;
  const number = /^conversations\/(.+)$/.exec(path)?.[1];
  if (path === "stats") return sendJson(response, 200, statsOf(simulation));
  if (path === "messages") return sendMessages(store, response, url.searchParams);
  if (path === "events") return streamEvents(simulation, request, response);
  if (path === "conversations") return sendJson(response, 200, listConversations(store, url.searchParams));
  const thread = number === undefined ? null : readThread(store, safeDecode(number), options.number);
  if (thread) return sendJson(response, 200, thread);
  sendProblem(response, 404, "nothing is here");
}

type Answer = { status: number; value: unknown };

function write(simulation: Simulation, path: string, wanted: Record<string, unknown>): Answer {
  switch (path) {
    case "reset":
      simulation.reset();
      return { status: 200, value: {} };
    case "faults":
      return changed(simulation.faults.add(wanted), simulation.faults.list());
    case "settings":
      return changed(changeSettings(simulation.settings, wanted), simulation.settings);
    case "inbound": {
      const received = receiveInbound(simulation, wanted);
      return { status: "problem" in received ? 400 : 201, value: received };
    }
    default:
      return { status: 404, value: { problem: "nothing is here" } };
  }
}

function changed(problem: string | null, value: unknown): Answer {
  return problem === null ? { status: 200, value } : { status: 400, value: { problem } };
}

/** An empty body is an empty object. JSON is demanded since no foreign page can send it without asking first. */
async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const body = await readBody(request);
  if (body === "") return {};
  if (body === null || !isJson(request)) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function sendProblem(response: ServerResponse, status: number, problem: string): void {
  sendJson(response, status, { problem });
}
