import "server-only";
import type { NextRequest } from "next/server";
import NextAuth, { type NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { now } from "../clock";
import { env } from "../env";
import { AppError } from "../errors";
import { log } from "../log";
import { parseInput } from "./failure";
import { networkOf } from "./network";
import { signInSchema } from "./schema";
import { cookieOf, sessionCookieSeconds } from "./session-cookie";
import { signIn } from "./sign-in";
import { currentSessionToken } from "./viewer";

/**
 * next-auth carries the sign-in: its CSRF token, its encrypted cookie. What a session is and how long it lives is decided
 * by our own rows. Of its addresses only the two that the sign-in form needs are open.
 */
const openDoors = ["GET csrf", "POST callback/credentials"];

type RawParams = Record<string, string | string[] | undefined>;

export async function handleNextAuth(request: Request, params: RawParams): Promise<Response> {
  const path = [params.nextauth ?? []].flat().join("/");
  if (!openDoors.includes(`${request.method} ${path}`)) throw new AppError("not_found");
  refuseLargeBody(request);
  const outcome: Outcome = { failure: null };
  const context = { params: { nextauth: path.split("/") } };
  const response: Response = await NextAuth(request as NextRequest, context, optionsOf(outcome));
  // next-auth knows only "wrong"; our own words, status and Retry-After say more.
  if (outcome.failure) throw outcome.failure;
  if (request.method === "POST" && !isSignedIn(response)) {
    throw new AppError("forbidden", "The form was open for too long. Reload the page and try again.");
  }
  return response;
}

/** next-auth reads the whole body into memory before it knows who sends it. A form says how long it is. */
const largestForm = 16 * 1024;

function refuseLargeBody({ method, headers }: Request): void {
  if (method === "GET") return;
  const length = headers.get("content-length");
  if (length === null || !(Number(length) <= largestForm)) throw new AppError("invalid", "This is no sign-in form.");
}

type Outcome = { failure: unknown };

/** A stale CSRF token ends in a redirect without a session. */
function isSignedIn(response: Response): boolean {
  return response.headers.getSetCookie().some((cookie) => cookie.startsWith(`${cookieOf("session").name}=`));
}

function optionsOf(outcome: Outcome): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: sessionCookieSeconds },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    useSecureCookies: env().BASE_URL.startsWith("https:"),
    cookies: {
      sessionToken: cookieOf("session"),
      csrfToken: cookieOf("csrf"),
      callbackUrl: cookieOf("callback"),
    },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: (credentials, request) => authorize(credentials, request.headers ?? {}, outcome),
      }),
    ],
    callbacks: {
      // On sign-in `user.id` is the session token of authorize(); nothing else goes into the cookie.
      jwt: ({ token, user }) => (user ? { sid: user.id } : { sid: token.sid }),
      // The form goes where it was asked from; the answer's address is not used.
      redirect: () => env().BASE_URL,
    },
    logger: {
      error: (code) => log.warn("next-auth", { code }),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

async function authorize(
  credentials: unknown,
  headers: Record<string, unknown>,
  outcome: Outcome,
): Promise<{ id: string } | null> {
  try {
    const visitor = {
      network: networkOf(textOf(headers["x-forwarded-for"])),
      userAgent: textOf(headers["user-agent"]) ?? "",
      previousToken: await currentSessionToken(),
    };
    return { id: await signIn(parseInput(signInSchema, credentials), visitor, now()) };
  } catch (error) {
    outcome.failure = error;
    return null;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
