"use client";

import { useEffect, useState } from "react";
import { useNow } from "@/components/ui/use-now";
import type { AudienceSplit } from "@/lib/audience/views";
import { launchProblems } from "@/lib/campaigns/rules";
import type { Draft } from "@/lib/campaigns/schema";
import { templateProblems } from "@/lib/campaigns/template-problems";
import { timingProblems } from "@/lib/campaigns/timing";
import type { CampaignDraft, Preview, Turns } from "@/lib/campaigns/views";
import { draftText } from "@/lib/text/render";
import type { Shown } from "./message/phone-preview";
import { warningsFor } from "./review/warnings";
import type { ComposerActions, ComposerFacts, ComposerStep } from "./types";
import { useAnswer } from "./use-answer";
import { useDraft } from "./use-draft";
import { useTurns } from "./when/use-turns";
import { whenWarnings } from "./when/when-warnings";
import { overProblem } from "./when/when-words";

export type ComposerProps = {
  initial: CampaignDraft;
  initialCount: AudienceSplit;
  initialPreview: Preview;
  facts: ComposerFacts;
  actions: ComposerActions;
};

export type ComposerState = ReturnType<typeof useComposer>;

const countRestMs = 250;
const previewRestMs = 600;
const clockMs = 10_000;

/** The draft, what the server says about it, and what stands in its way. */
export function useComposer(
  { initial, initialCount, initialPreview, facts, actions }: ComposerProps,
  step: ComposerStep,
) {
  const handle = useDraft(initial, actions);
  const { draft } = handle;
  const now = useNow(facts.readAt, clockMs);
  const [confirmed, setConfirmed] = useState<readonly string[]>([]);
  const [recount, setRecount] = useState(0);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown>({ kind: "person", index: 0 });
  const count = useAnswer(actions.count, draft.audience, initialCount, countRestMs, recount);
  const question = { audience: draft.audience, body: draft.body };
  const preview = useAnswer(actions.preview, question, initialPreview, previewRestMs);
  const isReview = step === "review";
  const turns = useTurns(actions.turns, draft, isReview || step === "when", facts.hasQuietHours, now);
  useEffect(() => {
    // The number on the button is counted when it is shown: people opt out while others write.
    if (isReview) setRecount((before) => before + 1);
    else setRefusal(null);
  }, [isReview]);
  const refused = (message: string) => {
    setRefusal(message);
    setRecount((before) => before + 1);
  };
  const eligible = count.isStale ? null : (count.data?.eligible ?? null);
  const confirm = (title: string, isConfirmed: boolean) =>
    setConfirmed((before) => [...before.filter((other) => other !== title), ...(isConfirmed ? [title] : [])]);
  const seen = { handle, count, preview, shown, setShown, eligible, now, turns };
  const checks = checksOf({ draft, eligible, turns, now, facts, preview: preview.data, count: count.data });
  const toConfirm = checks.warnings.filter(({ title, confirm: words }) => words && !confirmed.includes(title)).length;
  return { ...seen, refusal, refused, confirmed, confirm, ...checks, toConfirm };
}

type Checked = {
  draft: Draft;
  eligible: number | null;
  turns: Turns | null;
  now: Date;
  facts: ComposerFacts;
  preview: Preview | null;
  count: AudienceSplit | null;
};

/** Problems stand in the way of Send; warnings are to be looked at before it. */
function checksOf({ draft, eligible, turns, now, facts, preview, count }: Checked) {
  const { optOutLine, fields } = facts;
  const wrong = templateProblems(draftText(draft.body, optOutLine));
  const known = { ...draft, ...draft.audience, eligible: eligible ?? 1, templateProblems: wrong };
  const problems = [
    ...launchProblems(known),
    ...timingProblems(draft.timing, now),
    ...overProblem(draft.timing.start, turns),
  ];
  const warnings = [
    ...whenWarnings({ draft, eligible, turns, now, facts }),
    ...warningsFor({ draft, preview, count, fields, optOutLine }),
  ];
  return { problems, warnings };
}
