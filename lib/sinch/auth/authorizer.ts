import type { HttpResult } from "../http";

/** The value of the `Authorization` header, or why there is none: then the call itself was never made. */
export type Authorization = { ok: true; header: string } | { ok: false; failure: HttpResult };

export type Authorizer = {
  /** Waits at most so long. */
  authorize(signal?: AbortSignal, timeoutMs?: number): Promise<Authorization>;
  /** Called with a header that was refused as expired. False when a new one would be no better. */
  renew(header: string): boolean;
};

/** A service plan's token: it belongs to the plan and does not run out. */
export function bearer(token: string): Authorizer {
  const authorization: Authorization = { ok: true, header: `Bearer ${token}` };
  return { authorize: () => Promise.resolve(authorization), renew: () => false };
}
