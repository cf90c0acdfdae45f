import "server-only";
import type { z } from "zod";
import { AppError, httpStatusOf } from "../errors";
import type { Failure } from "../result";
import { asDoor } from "./doors";
import { settle } from "./failure";
import { requireSameOrigin } from "./origin";
import { may, type Permission } from "./permissions";
import { findViewer, type Viewer } from "./viewer";

type RawParams = Record<string, string | string[] | undefined>;
type Handler = (request: Request, context: { params: Promise<RawParams> }) => Promise<Response>;

/**
 * The door of every route handler, with the promises of action(): same origin for whatever is not a GET, a session that
 * is alive, the permission. `params` is the shape of the address; one that does not fit does not exist. Failures are JSON.
 */
export function route<Params extends z.ZodType = z.ZodUnknown>(
  door: { permission: Permission; params?: Params },
  run: (viewer: Viewer, request: Request, params: z.output<Params>) => Promise<Response>,
): Handler {
  const { permission } = door;
  return guarded(permission, async (request, rawParams) => {
    const viewer = await findViewer();
    if (!viewer) throw new AppError("unauthenticated");
    if (!may(viewer, permission)) throw new AppError("forbidden");
    return run(viewer, request, parseParams(door.params, rawParams));
  });
}

/** For the few routes that work without a session: health, and sign-in itself. */
export function publicRoute(run: (request: Request, params: RawParams) => Promise<Response>): Handler {
  return guarded("public", run);
}

function guarded(
  permission: Permission | "public",
  run: (request: Request, params: RawParams) => Promise<Response>,
): Handler {
  const handler: Handler = async (request, context) => {
    const result = await settle(permission, async () => {
      if (request.method !== "GET" && request.method !== "HEAD") requireSameOrigin(request.headers);
      return run(request, await context.params);
    });
    return withSafeHeaders(result.ok ? result.data : toResponse(result.error));
  };
  return asDoor({ kind: "route", permission }, handler);
}

function parseParams<Params extends z.ZodType>(schema: Params | undefined, params: RawParams): z.output<Params> {
  const parsed = schema?.safeParse(params);
  if (parsed && !parsed.success) throw new AppError("not_found");
  return parsed?.data as z.output<Params>;
}

/** `{ error: { code, message, fields, errorId?, retryAfterSeconds? } }` with the status of lib/errors.ts. */
export function toResponse(failure: Failure): Response {
  const status = failure.code === "unexpected" ? 500 : httpStatusOf[failure.code];
  const headers = new Headers();
  if (failure.retryAfterSeconds !== undefined) headers.set("retry-after", String(failure.retryAfterSeconds));
  return Response.json({ error: failure }, { status, headers });
}

/** proxy.ts leaves /api alone, so that uploads stream: what an answer needs to be safe in a browser is set here. */
function withSafeHeaders(response: Response): Response {
  const { headers } = response;
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "same-origin");
  if (!headers.has("cache-control")) headers.set("cache-control", "private, no-store");
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }
  return response;
}
