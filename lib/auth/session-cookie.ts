import "server-only";
import { decode } from "next-auth/jwt";
import { env } from "../env";
import { sessionLifetimeMs } from "./rules";

/** The cookie is next-auth's encrypted token, and all it holds is the opaque session token. */

export const sessionCookieSeconds = sessionLifetimeMs / 1_000;

/** Over TLS `__Host-` ties a cookie to this very host; browsers refuse that prefix on plain http. */
export function cookieOf(name: "session" | "csrf" | "callback") {
  const secure = env().BASE_URL.startsWith("https:");
  return {
    name: `${secure ? "__Host-" : ""}tidings.${name}`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure } as const,
  };
}

/** Null for a cookie that is missing, forged, or from before the secret changed. */
export async function readSessionToken(cookieValue: string | undefined): Promise<string | null> {
  if (!cookieValue) return null;
  try {
    const payload = await decode({ token: cookieValue, secret: env().NEXTAUTH_SECRET });
    return typeof payload?.sid === "string" ? payload.sid : null;
  } catch {
    return null;
  }
}
