import type { SignInInput } from "@/lib/auth/schema";
import { type Failure, fail, ok, type Result } from "@/lib/result";

/** Speaks to next-auth: its CSRF token first, then the credentials. The session arrives as a cookie. */
export async function requestSignIn({ email, password }: SignInInput): Promise<Result<void>> {
  try {
    const { csrfToken } = await (await fetch("/api/auth/csrf", { cache: "no-store" })).json();
    const response = await fetch("/api/auth/callback/credentials", {
      method: "POST",
      body: new URLSearchParams({ email: email.trim(), password, csrfToken, json: "true" }),
    });
    if (response.ok) return ok(undefined);
    const { error }: { error: Failure } = await response.json();
    return fail(error);
  } catch {
    return fail({ code: "unavailable", message: "Tidings does not answer. Check your connection and try again." });
  }
}
