import "server-only";
import { cookies } from "next/headers";
import { now } from "../clock";
import { cookieOf } from "./session-cookie";
import { revokeSession } from "./sessions";
import { currentSessionToken } from "./viewer";

/** Ends this browser's session in the database first, then in the browser: a copied cookie is worth nothing. */
export async function signOut(): Promise<void> {
  const token = await currentSessionToken();
  if (token) await revokeSession(token, now());
  const { name, options } = cookieOf("session");
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
