"use client";

import { useCallback } from "react";
import type { ServerAction } from "@/components/ui/server-action";
import type { Draft, TurnsRequest } from "@/lib/campaigns/schema";
import { startSpan, turnsMatter } from "@/lib/campaigns/timing";
import type { Turns } from "@/lib/campaigns/views";
import { ok } from "@/lib/result";
import { useAnswer } from "../use-answer";

const restMs = 400;

/** When people get it where they are; asked only where that differs: by local time, and under quiet hours. */
export function useTurns(
  action: ServerAction<TurnsRequest, Turns | null>,
  draft: Draft,
  isShown: boolean,
  isQuiet: boolean,
  now: Date,
) {
  const { audience, timing, guards } = draft;
  const { start } = timing;
  const matters = turnsMatter(start, isQuiet && !guards.ignoresQuietHours);
  const isWanted = isShown && matters && startSpan(start, now) !== null;
  const question = isWanted ? { audience, start, ignoresQuietHours: guards.ignoresQuietHours } : null;
  const answerOrNull = useCallback(
    (asked: TurnsRequest | null) => (asked ? action(asked) : Promise.resolve(ok<Turns | null>(null))),
    [action],
  );
  const answer = useAnswer(answerOrNull, question, null, restMs);
  return isWanted && !answer.isStale ? answer.data : null;
}
