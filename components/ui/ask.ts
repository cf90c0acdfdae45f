import { fail, type Result } from "@/lib/result";

/** A server action as a component gets it. */
export type Ask<Input, Answer> = (input: Input) => Promise<Result<Answer>>;

/** An action that cannot be reached (offline, server restarting) answers like one that failed. */
export function askSafely<Input, Answer>(ask: Ask<Input, Answer>, input: Input): Promise<Result<Answer>> {
  return ask(input).catch((error: unknown) => {
    // Next's own redirects travel as exceptions.
    if (error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_")) throw error;
    return fail({ code: "unavailable", message: "Tidings does not answer right now. What you did is still here." });
  });
}
