"use client";

import { useState, useTransition } from "react";
import type { Failure } from "@/lib/result";
import { type Ask, askSafely } from "./ask";

const nothing: Record<string, string> = {};

/** Sends a form to its action: busy while it runs, and the failure beside the fields until the next attempt. */
export function useAsk<Input, Answer>(ask: Ask<Input, Answer>, onDone: (answer: Answer) => void) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, start] = useTransition();
  const send = (input: Input) =>
    start(async () => {
      const result = await askSafely(ask, input);
      setFailure(result.ok ? null : result.error);
      if (result.ok) onDone(result.data);
    });
  return {
    send,
    isBusy,
    fields: failure?.fields ?? nothing,
    /** What belongs to no field. */
    message: failure && Object.keys(failure.fields).length === 0 ? messageOf(failure) : null,
    clear: () => setFailure(null),
  };
}

export function messageOf({ message, errorId }: Failure): string {
  return errorId ? `${message} Error id: ${errorId}` : message;
}
