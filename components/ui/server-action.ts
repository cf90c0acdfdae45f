import { type Failure, fail, type Result } from "@/lib/result";

/** A server action as a component gets it. */
export type ServerAction<Input, Output> = (input: Input) => Promise<Result<Output>>;

/** An action that cannot be reached (offline, server restarting) answers like one that failed. */
export function callAction<Input, Output>(action: ServerAction<Input, Output>, input: Input): Promise<Result<Output>> {
  return action(input).catch((error: unknown) => {
    // Next's own redirects travel as exceptions.
    if (error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_")) throw error;
    return fail({ code: "unavailable", message: "Tidings does not answer right now. What you did is still here." });
  });
}

export function failureText({ message, errorId }: Failure): string {
  return errorId ? `${message} Error id: ${errorId}` : message;
}
