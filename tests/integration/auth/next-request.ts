import { encode } from "next-auth/jwt";
import { env } from "@/lib/env";

/**
 * Stands in for Next's request: what a browser sends. `browser` is what the doors will see, and its cookie jar holds
 * what they set. A test file hands it to Next's place with this line:
 *
 *     vi.mock("next/headers", async () => (await import("./next-request.ts")).nextHeaders);
 */
export const browser = { headers: new Headers(), cookies: new Map<string, string>() };

export const nextHeaders = {
  headers: async () => browser.headers,
  cookies: async () => ({
    get: (name: string) => (browser.cookies.has(name) ? { name, value: browser.cookies.get(name) } : undefined),
    set: (name: string, value: string) => browser.cookies.set(name, value),
  }),
};

export function fromThisOrigin(): void {
  const { origin, host } = new URL(env().BASE_URL);
  browser.headers = new Headers({ origin, host });
}

/** Puts a session into the jar the way next-auth does. */
export async function carry(token: string, secret = env().NEXTAUTH_SECRET): Promise<void> {
  browser.cookies.set("tidings.session", await encode({ token: { sid: token }, secret }));
}
