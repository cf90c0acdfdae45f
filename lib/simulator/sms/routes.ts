import type { IncomingMessage, ServerResponse } from "node:http";
import { challengeFor } from "../auth/authorise";
import { prepareFault } from "../http/faulty";
import { sendEmpty, sendJson } from "../http/respond";
import type { Simulation } from "../simulation";
import { handleBatches, sendBatch } from "./batches";
import type { SmsCall } from "./call";
import { handleGroups } from "./groups";
import { handleInbounds } from "./inbounds";
import { Refusal } from "./refusal";
import { listReports } from "./reports";

/** `/xms/v1/{plan}/…`: what the SMS API would answer. Under a project's access key the project takes the plan's place. */
export async function handleSms(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const [, , , plan, ...path] = url.pathname.split("/").map(safeDecode);
  const isProject = plan === simulation.options.projectId;
  try {
    const call = { simulation, request, response, method: request.method ?? "GET", path, query: url.searchParams };
    await route(call, plan ?? "", isProject);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    sendRefusal(response, error, isProject && simulation.settings.behaviour.projectErrors === "rpc");
  }
}

async function route(call: SmsCall, plan: string, isProject: boolean): Promise<void> {
  const { simulation, request, response, method, path, query } = call;
  const isSend = method === "POST" && path.length === 1 && path[0] === "batches";
  const fault = simulation.faults.takeForRequest(isSend ? "send" : "read");
  if (fault && (await prepareFault(simulation, fault, request, response))) return;
  const challenge = challengeOf(simulation, request, plan, isProject);
  if (challenge !== null) return sendEmpty(response, 401, { "www-authenticate": challenge });
  if (isSend) return sendBatch(call, fault);
  switch (path[0]) {
    case "batches":
      return handleBatches(call);
    case "groups":
      return handleGroups(call);
    case "inbounds":
      return handleInbounds(call);
    case "delivery_reports":
      if (path.length > 1) throw new Refusal(404, null);
      if (method !== "GET") throw new Refusal(405, null);
      return sendJson(response, 200, listReports(simulation, query, Date.now()));
    default:
      throw new Refusal(404, null);
  }
}

function challengeOf(
  simulation: Simulation,
  request: IncomingMessage,
  plan: string,
  isProject: boolean,
): string | null {
  const { options, settings } = simulation;
  const { authorization } = request.headers;
  if (isProject) return settings.behaviour.smsTakesProjectKeys ? challengeFor(simulation, authorization) : "Bearer";
  return plan === options.servicePlanId && authorization === `Bearer ${options.apiToken}` ? null : "Bearer";
}

const rpcNames: Record<number, string> = { 400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND" };

function sendRefusal(response: ServerResponse, { status, code, message }: Refusal, isRpc: boolean): void {
  const error = { code: status, message, status: rpcNames[status] ?? "UNKNOWN" };
  if (isRpc) sendJson(response, status, { error });
  else if (code === null) sendEmpty(response, status);
  else sendJson(response, status, { code, text: message });
}

function safeDecode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
