"use client";

import { useEffect, useRef, useState } from "react";
import { callAction, type ServerAction } from "@/components/ui/server-action";

export type Answer<T> = { data: T | null; isStale: boolean; problem: string | null };

/**
 * The server's answer to a question that changes while one works: asked a moment after the last change, and an answer
 * to an older question is dropped. The last good answer stays on the screen, marked as stale, until the next one.
 */
export function useAnswer<Input, T>(
  action: ServerAction<Input, T>,
  input: Input,
  initial: T | null,
  restMs: number,
  again = 0,
) {
  const [answer, setAnswer] = useState<Answer<T>>({ data: initial, isStale: initial === null, problem: null });
  const key = JSON.stringify([input, again]);
  const answered = useRef(initial === null ? "" : key);
  const question = useRef(input);
  useEffect(() => {
    question.current = input;
  });
  useEffect(() => {
    if (answered.current === key) {
      // Back to the question whose answer is on the screen, before another one was asked.
      setAnswer((before) => (before.isStale ? { ...before, isStale: false } : before));
      return;
    }
    let isCurrent = true;
    setAnswer((before) => ({ ...before, isStale: true }));
    const timer = setTimeout(async () => {
      const result = await callAction(action, question.current);
      if (!isCurrent) return;
      answered.current = key;
      if (result.ok) setAnswer({ data: result.data, isStale: false, problem: null });
      else setAnswer((before) => ({ ...before, problem: result.error.message }));
    }, restMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [action, key, restMs]);
  return answer;
}
