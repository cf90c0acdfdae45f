import "server-only";
import { cookies } from "next/headers";

/** A search that may hold a number is kept here for a while, so that it stands in no address and no log. */
const name = "tidings-subscriber-search";

export async function keepSearch(query: string): Promise<void> {
  (await cookies()).set(name, encodeURIComponent(query), {
    path: "/subscribers",
    httpOnly: true,
    sameSite: "strict",
    maxAge: 15 * 60,
  });
}

export async function keptSearch(): Promise<string> {
  try {
    return decodeURIComponent((await cookies()).get(name)?.value ?? "").slice(0, 100);
  } catch {
    return "";
  }
}
