import type { IncomingMessage, ServerResponse } from "node:http";
import { isJson, readBody, sendEmpty, sendJson, sendText } from "../http/respond";
import type { Simulation } from "../simulation";
import { toBatchView } from "./batch-json";
import { answerWithFault, prepareFault } from "./faulty";
import { listBatches } from "./listing";
import { badJson, Refusal } from "./refusal";
import { toDraft } from "./validate";

/** `/xms/v1/{plan}/…`: what the SMS API would answer. */
export async function handleSms(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    await route(simulation, request, response, url);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === null) sendEmpty(response, error.status);
    else sendJson(response, error.status, { code: error.code, text: error.message });
  }
}

async function route(simulation: Simulation, request: IncomingMessage, response: ServerResponse, url: URL) {
  const [, , , plan, resource, id, ...more] = url.pathname.split("/");
  const isSend = request.method === "POST" && resource === "batches" && id === undefined;
  const fault = simulation.faults.takeForRequest(isSend);
  if (fault && (await prepareFault(fault, request, response))) return;
  if (!isAuthorised(simulation, request, plan)) return sendEmpty(response, 401, { "www-authenticate": "Bearer" });
  if (resource !== "batches" || more.length > 0) throw new Refusal(404, null);
  if (id !== undefined) return handleOne(simulation, request, response, id);
  if (request.method === "GET") {
    return sendJson(response, 200, listBatches(simulation.store, url.searchParams, Date.now()));
  }
  if (request.method !== "POST") throw new Refusal(405, null);
  const created = await accept(simulation, request);
  if (fault && answerWithFault(fault, response, created)) return;
  sendText(response, 201, created);
}

function isAuthorised({ options }: Simulation, request: IncomingMessage, plan: string | undefined): boolean {
  return plan === options.servicePlanId && request.headers.authorization === `Bearer ${options.apiToken}`;
}

/** The answer as text; the batch is in the queue once this returns. */
async function accept(simulation: Simulation, request: IncomingMessage): Promise<string> {
  if (!isJson(request)) throw new Refusal(415, null);
  const body = await readBody(request);
  if (body === null) throw new Refusal(413, null);
  if (body === "") throw badJson("the request is empty");
  const now = Date.now();
  return JSON.stringify(toBatchView(simulation.accept(toDraft(body, now), now)));
}

function handleOne(simulation: Simulation, request: IncomingMessage, response: ServerResponse, id: string): void {
  if (request.method !== "GET" && request.method !== "DELETE") throw new Refusal(405, null);
  const batch = simulation.store.find(id);
  if (!batch) throw new Refusal(404, null);
  if (request.method === "DELETE") simulation.cancel(batch);
  sendJson(response, 200, toBatchView(batch));
}
