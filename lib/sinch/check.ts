import { performance } from "node:perf_hooks";
import type { Api, Query } from "./api";
import { parseErrorBody } from "./error-body";
import type { ConnectionCheck, LikelyCause } from "./types";

type Kind = "sms_plan" | "sms_project" | "conversation";
type Question = { path: string; query?: Query; kind: Kind };
type Refused = Extract<ConnectionCheck, { kind: "refused" }>;

/** A harmless question, and what a refusal most likely means. */
export async function checkConnection(api: Api, question: Question, signal?: AbortSignal): Promise<ConnectionCheck> {
  const startedAt = performance.now();
  const { path, query, kind } = question;
  const result = await api.exchange({ method: "GET", path, query, signal });
  if (result.kind === "failed") return { kind: "unreachable", reason: result.reason };
  const { status } = result;
  if (status >= 200 && status < 300) {
    return { kind: "connected", latencyMs: Math.round(performance.now() - startedAt) };
  }
  if (status >= 500) return { kind: "unreachable", reason: `HTTP status ${status}` };
  const { code, text } = parseErrorBody(result.body, status);
  return {
    kind: "refused",
    problem: problemOf(status),
    httpStatus: status,
    text,
    likelyCauses: causesOf(kind, status, code),
  };
}

function problemOf(status: number): Refused["problem"] {
  if (status === 401 || status === 403) return "credentials";
  if (status === 404) return "not_found";
  return status === 429 ? "throttled" : "refused";
}

const unauthorised: Record<Kind, LikelyCause[]> = {
  // A plan is known in its own region only, and a token belongs to one plan: all three look the same.
  sms_plan: ["wrong_credentials", "wrong_region", "unknown_plan"],
  // The SMS API refuses the keys of every project made after its end of sale.
  sms_project: ["end_of_sale", "wrong_credentials", "wrong_region"],
  conversation: ["wrong_credentials"],
};

const notFound: Record<Kind, LikelyCause[]> = {
  sms_plan: ["unknown_plan", "wrong_region"],
  sms_project: ["wrong_region"],
  conversation: ["wrong_region", "unknown_app"],
};

function causesOf(kind: Kind, status: number, code: string): LikelyCause[] {
  if (code === "blocked_account") return ["blocked_account"];
  if (status === 401 || status === 403) return unauthorised[kind];
  if (status === 404) return notFound[kind];
  return status === 429 ? ["too_many_requests"] : [];
}
