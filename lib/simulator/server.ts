import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { handleToken } from "./auth/token-route";
import { handleControl } from "./control/routes";
import { handleConversation } from "./conversation/routes";
import { sendEmpty, sendJson } from "./http/respond";
import { servePhone } from "./phone-files";
import type { Simulation } from "./simulation";
import { handleSms } from "./sms/routes";

export function createSimulatorServer(simulation: Simulation): Server {
  const server = createServer((request, response) => {
    answer(simulation, request, response).catch(() => {
      // Nothing above should throw; if it does, be the 500 that Sinch would be.
      if (!response.headersSent) sendJson(response, 500, { code: "internal_error", text: "The simulator failed" });
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 30_000;
  return server;
}

async function answer(simulation: Simulation, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = URL.parse(request.url ?? "/", "http://simulator");
  if (!url) return sendEmpty(response, 400);
  if (url.pathname.startsWith("/xms/v1/")) return handleSms(simulation, request, response, url);
  if (url.pathname.startsWith("/v1/projects/")) return handleConversation(simulation, request, response, url);
  if (url.pathname === "/oauth2/token") return handleToken(simulation, request, response);
  if (url.pathname.startsWith("/_sim/")) return handleControl(simulation, request, response, url);
  if (request.method === "GET" || request.method === "HEAD") return servePhone(response, url.pathname);
  sendEmpty(response, 404);
}
