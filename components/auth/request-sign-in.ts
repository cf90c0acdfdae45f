/** What the form learns: nothing when it worked, else words to show. */
export type SignInProblem = { message: string; fields: Record<string, string>; retryAfterSeconds: number | null };

/** Speaks to next-auth: its CSRF token first, then the credentials. The session arrives as a cookie. */
export async function requestSignIn(email: string, password: string): Promise<SignInProblem | null> {
  try {
    const { csrfToken } = await (await fetch("/api/auth/csrf", { cache: "no-store" })).json();
    const response = await fetch("/api/auth/callback/credentials", {
      method: "POST",
      body: new URLSearchParams({ email, password, csrfToken, json: "true" }),
    });
    return response.ok ? null : toProblem(await response.json());
  } catch {
    return {
      message: "Tidings does not answer. Check your connection and try again.",
      fields: {},
      retryAfterSeconds: null,
    };
  }
}

type Answer = { error: { message: string; fields: Record<string, string>; retryAfterSeconds?: number } };

function toProblem({ error }: Answer): SignInProblem {
  return { message: error.message, fields: error.fields, retryAfterSeconds: error.retryAfterSeconds ?? null };
}
