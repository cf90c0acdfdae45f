"use client";

import { type LaunchProblem, problemWords } from "@/lib/campaigns/problems";
import type { Draft } from "@/lib/campaigns/schema";
import { notAfterProblem, startProblem } from "@/lib/campaigns/timing";
import type { Turns } from "@/lib/campaigns/views";
import { PlanCard } from "../review/plan-card";
import type { ComposerFacts } from "../types";
import { NotAfterCard } from "./not-after-card";
import { QuietHoursCard } from "./quiet-hours-card";
import { SafeguardsCard } from "./safeguards-card";
import { StartCard } from "./start-card";
import { overProblem } from "./when-words";

type WhenStepProps = {
  facts: ComposerFacts;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  eligible: number | null;
  /** Null where everybody's turn is the same, and until it is known. */
  turns: Turns | null;
  now: Date;
};

/** When it leaves, until when, and how carefully. Whoever wants to send now passes through with one press. */
export function WhenStep({ facts, draft, change, eligible, turns, now }: WhenStepProps) {
  const { timing, guards } = draft;
  const { zone, hasQuietHours, messagesPerSecond } = facts;
  return (
    <div className="grid gap-3.5 lg:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] lg:items-start">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        <StartCard
          start={timing.start}
          onChange={(start) => change({ timing: { ...timing, start } })}
          problem={wordsOf(startProblem(timing.start, now) ?? overProblem(timing.start, turns)[0])}
          turns={turns}
          zone={zone}
          now={now}
        />
        <NotAfterCard
          timing={timing}
          onChange={(next) => change({ timing: next })}
          problem={wordsOf(notAfterProblem(timing, now))}
          sendingMs={((eligible ?? 0) / messagesPerSecond) * 1_000}
          zone={zone}
          now={now}
        />
        <QuietHoursCard
          hasQuietHours={hasQuietHours}
          guards={guards}
          onChange={(next) => change({ guards: next })}
          {...{ eligible, turns, zone, now }}
        />
        <SafeguardsCard onChange={(next) => change({ guards: next })} {...{ guards, eligible, turns }} />
      </div>
      <div className="lg:sticky lg:top-19">
        <PlanCard {...{ draft, eligible, turns, messagesPerSecond, zone, now }} />
      </div>
    </div>
  );
}

function wordsOf(problem: LaunchProblem | null | undefined): string | null {
  return problem ? problemWords(problem) : null;
}
