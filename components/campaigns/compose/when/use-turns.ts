"use client";

import { useCallback } from "react";
import type { Ask } from "@/components/ui/ask";
import type { Draft, TurnsRequest } from "@/lib/campaigns/schema";
import { startSpan, turnsMatter } from "@/lib/campaigns/timing";
import type { Turns } from "@/lib/campaigns/views";
import { ok } from "@/lib/result";
import { useAnswer } from "../use-answer";

const restMs = 400;

/** When people get it where they are; asked only where that differs: by local time, and under quiet hours. */
export function useTurns(
  ask: Ask<TurnsRequest, Turns | null>,
  draft: Draft,
  isShown: boolean,
  isQuiet: boolean,
  now: Date,
) {
  const { audience, timing, guards } = draft;
  const { start } = timing;
  const matters = turnsMatter(start, isQuiet && !guards.ignoresQuietHours);
  const isAsked = isShown && matters && startSpan(start, now) !== null;
  const question = isAsked ? { audience, start, ignoresQuietHours: guards.ignoresQuietHours } : null;
  const askOrNot = useCallback(
    (asked: TurnsRequest | null) => (asked ? ask(asked) : Promise.resolve(ok<Turns | null>(null))),
    [ask],
  );
  const answer = useAnswer(askOrNot, question, null, restMs);
  return isAsked && !answer.isStale ? answer.data : null;
}
