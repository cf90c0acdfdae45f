import type { IncomingMessage, ServerResponse } from "node:http";
import { challengeFor, isBasic } from "../auth/authorise";
import type { RequestFault } from "../faults";
import { answerAccepted, prepareFault } from "../http/faulty";
import { sendJson } from "../http/respond";
import type { Simulation } from "../simulation";
import { appView } from "./app";
import type { AppCall } from "./call";
import { findMessage, listMessages } from "./messages";
import { readAppJson } from "./read-json";
import { AppRefusal, notFound, sendAppRefusal } from "./refusal";
import { toMessageDraft } from "./validate";
import { handleWebhooks } from "./webhooks";

/** `/v1/projects/{project}/…`: what the Conversation API would answer. */
export async function handleConversation(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const [, , , project, ...path] = url.pathname.split("/").map(decodeURIComponent);
  const method = request.method ?? "GET";
  const isSend = method === "POST" && path[0] === "messages:send";
  const fault = simulation.faults.takeForRequest(isSend ? "send" : "read");
  if (fault && (await prepareFault(simulation, fault, request, response))) return;
  const { behaviour } = simulation.settings;
  const { authorization } = request.headers;
  const challenge = isBasic(simulation, authorization) ? null : challengeFor(simulation, authorization);
  if (challenge !== null) {
    const refusal = new AppRefusal(401, "the credentials are not valid");
    return sendAppRefusal(response, refusal, behaviour, { "www-authenticate": challenge });
  }
  try {
    if (project !== simulation.options.projectId) throw new AppRefusal(403, "no access to this project");
    if (!simulation.projectRate.take()) throw new AppRefusal(429, "too many requests");
    await route({ simulation, request, response, method, path, query: url.searchParams }, fault);
  } catch (error) {
    if (!(error instanceof AppRefusal)) throw error;
    sendAppRefusal(response, error, behaviour);
  }
}

async function route(call: AppCall, fault: RequestFault | null): Promise<void> {
  const { simulation, response, method, path } = call;
  const [resource, id, part] = path;
  if (resource === "messages:send" && method === "POST" && id === undefined) return send(call, fault);
  if (resource === "webhooks") return handleWebhooks(call);
  if (resource === "messages") return handleMessages(call);
  if (resource !== "apps" || method !== "GET") throw notFound("this");
  if (id === undefined) return sendJson(response, 200, { apps: [appView(simulation)] });
  if (id !== simulation.options.appId) throw notFound("the app");
  if (part === undefined) return sendJson(response, 200, appView(simulation));
  if (part !== "webhooks") throw notFound("this");
  sendJson(response, 200, { webhooks: simulation.webhooks.all() });
}

async function send({ simulation, request, response }: AppCall, fault: RequestFault | null): Promise<void> {
  const wire = await readAppJson(request);
  const now = Date.now();
  const batch = simulation.accept(toMessageDraft(wire, now, simulation.options.appId), now);
  const answer = { message_id: batch.id, accepted_time: new Date(now).toISOString() };
  await answerAccepted(simulation, fault, response, { status: 200, json: JSON.stringify(answer), batch });
}

async function handleMessages({ simulation, request, response, method, path, query }: AppCall): Promise<void> {
  const [, id, ...more] = path;
  if (more.length > 0) throw notFound("this");
  if (id === undefined) {
    if (method !== "GET") throw new AppRefusal(501, "not here");
    const appId = query.get("app_id");
    if (appId !== null && appId !== simulation.options.appId) throw notFound("the app");
    return sendJson(response, 200, listMessages(simulation, query));
  }
  const message = findMessage(simulation, id, query);
  const batch = simulation.store.find(id);
  if (method === "DELETE") {
    if (batch?.conversation) batch.listableAt = Number.POSITIVE_INFINITY;
    return sendJson(response, 200, {});
  }
  if (method === "GET") return sendJson(response, 200, message);
  if (method !== "PATCH") throw new AppRefusal(501, "not here");
  const { metadata } = await readAppJson(request);
  if (batch?.conversation && typeof metadata === "string") batch.conversation.metadata = metadata;
  sendJson(response, 200, findMessage(simulation, id, query));
}
