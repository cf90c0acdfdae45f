import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { now } from "../clock";
import { isDatabaseAway } from "../db/errors";
import { may, type Permission } from "./permissions";
import { cookieOf, readSessionToken } from "./session-cookie";
import { type ActiveSession, findSession } from "./sessions";

declare const viewerBrand: unique symbol;

/** Who is asking. Only a session row that is alive right now makes one. */
export type Viewer = Readonly<ActiveSession> & { readonly [viewerBrand]: true };

/** Set by proxy.ts, which overwrites whatever the browser sent under this name. */
export const pathHeader = "x-tidings-path";

/** Asks the session row; within one rendering of a page only once. */
export const findViewer = cache(async (): Promise<Viewer | null> => {
  const token = await currentSessionToken();
  const session = token === null ? null : await findSession(token, now());
  return session as Viewer | null;
});

/** For the sign-in page, which has something to say even when the database cannot be asked. */
export async function lookForViewer(): Promise<Viewer | null | "unavailable"> {
  return findViewer().catch((error) => {
    if (isDatabaseAway(error)) return "unavailable" as const;
    throw error;
  });
}

export async function currentSessionToken(): Promise<string | null> {
  return readSessionToken((await cookies()).get(cookieOf("session").name)?.value);
}

/** For pages and loaders, first line: leads to the sign-in page, or to one that says what the role does not allow. */
export async function requireViewer(permission: Permission): Promise<Viewer> {
  const viewer = await findViewer();
  if (!viewer) redirect(`/sign-in?next=${encodeURIComponent((await headers()).get(pathHeader) ?? "/")}`);
  if (!may(viewer, permission)) redirect("/no-access");
  return viewer;
}
