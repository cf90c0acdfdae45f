import type { IncomingMessage, ServerResponse } from "node:http";
import { prepareFault } from "../http/faulty";
import { readBody, sendEmpty, sendJson } from "../http/respond";
import type { Simulation } from "../simulation";
import { isBasic } from "./authorise";

/** `POST /oauth2/token`: client credentials for a token. A bucket of 30, refilled by 10 a second; its 429 has no Retry-After. */
export async function handleToken(simulation: Simulation, request: IncomingMessage, response: ServerResponse) {
  const fault = simulation.faults.takeForRequest("token");
  if (fault && (await prepareFault(simulation, fault, request, response))) return;
  if (request.method !== "POST") return sendEmpty(response, 405);
  if (!simulation.tokens.rate.take()) return sendEmpty(response, 429);
  const body = await readBody(request);
  if (!isBasic(simulation, request.headers.authorization)) {
    const refusal = { error: "invalid_client", error_description: "Client authentication failed" };
    return sendJson(response, 401, refusal, { "www-authenticate": "Basic" });
  }
  if (new URLSearchParams(body ?? "").get("grant_type") !== "client_credentials") {
    return sendJson(response, 400, { error: "unsupported_grant_type" });
  }
  const { token, seconds } = simulation.tokens.issue(simulation.options.keyId);
  sendJson(response, 200, { access_token: token, expires_in: seconds, scope: "", token_type: "bearer" });
}
