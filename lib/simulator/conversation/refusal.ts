import type { ServerResponse } from "node:http";
import type { Behaviour } from "../behaviour";
import { sendJson } from "../http/respond";

const names: Record<number, string> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  501: "UNIMPLEMENTED",
};

/** How the Conversation API says no. */
export class AppRefusal extends Error {
  readonly status: number;
  readonly field: string | null;

  constructor(status: number, message: string, field: string | null = null) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

export function invalid(field: string, message: string): AppRefusal {
  return new AppRefusal(400, `${field}: ${message}`, field);
}

export function notFound(what: string): AppRefusal {
  return new AppRefusal(404, `${what} was not found`);
}

/** google.rpc's shape, or problem details: which newer parts of Sinch use is not documented. */
export function sendAppRefusal(
  response: ServerResponse,
  refusal: AppRefusal,
  { conversationErrors }: Behaviour,
  headers: Record<string, string> = {},
): void {
  const { status } = refusal;
  if (conversationErrors === "rpc") sendJson(response, status, rpcError(refusal), headers);
  else sendJson(response, status, problem(refusal), { ...headers, "content-type": "application/problem+json" });
}

function rpcError({ status, message, field }: AppRefusal) {
  const fieldViolations = [{ field, description: message }];
  const details = field === null ? [] : [{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations }];
  return { error: { code: status, message, status: names[status] ?? "UNKNOWN", details } };
}

function problem({ status, message }: AppRefusal) {
  const name = names[status] ?? "UNKNOWN";
  return { type: `https://problems.sinch.com/${name}`, title: name, status, detail: message };
}
