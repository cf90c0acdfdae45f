import "server-only";
import { cookies } from "next/headers";
import { now } from "../clock";
import { prisma } from "../db/prisma";
import { actorOf } from "../events/actor";
import { recordEvent } from "../events/record";
import { cookieOf } from "./session-cookie";
import { revokeSession } from "./sessions";
import { currentSessionToken } from "./viewer";

/** Ends this browser's session in the database first, then in the browser: a copied cookie is worth nothing. */
export async function signOut(): Promise<void> {
  const token = await currentSessionToken();
  if (token) await endSession(token, now());
  const { name, options } = cookieOf("session");
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}

/** Of a session that had ended before, nothing is said again. */
export async function endSession(token: string, now: Date): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const person = await revokeSession(token, now, tx);
    if (!person) return;
    await recordEvent(tx, { object: "user", objectId: person.userId, kind: "signed_out", actor: actorOf(person) });
  });
}
