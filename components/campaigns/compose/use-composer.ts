"use client";

import { useEffect, useState } from "react";
import { launchProblems } from "@/lib/campaigns/rules";
import { templateProblems } from "@/lib/campaigns/template-problems";
import type { AudienceSplit, CampaignDraft, Preview } from "@/lib/campaigns/views";
import type { Shown } from "./phone-preview";
import type { ComposerActions, ComposerFacts, ComposerStep } from "./types";
import { useAnswer } from "./use-answer";
import { useDraft } from "./use-draft";
import { warningsFor } from "./warnings";

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

/** The draft, what the server says about it, and what stands in its way. */
export function useComposer(
  { initial, initialCount, initialPreview, facts, actions }: ComposerProps,
  step: ComposerStep,
) {
  const handle = useDraft(initial, actions);
  const { draft } = handle;
  const [recount, setRecount] = useState(0);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown>({ kind: "person", index: 0 });
  const count = useAnswer(actions.count, draft.audience, initialCount, countRestMs, recount);
  const question = { audience: draft.audience, body: draft.body };
  const preview = useAnswer(actions.preview, question, initialPreview, previewRestMs);
  const isReview = step === "review";
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
  return { handle, count, preview, shown, setShown, refusal, refused, eligible, ...checksOf() };

  function checksOf() {
    const { optOutLine, fields } = facts;
    const wrong = templateProblems(draft.body, optOutLine);
    const problems = launchProblems({ ...draft, ...draft.audience, eligible: eligible ?? 1, templateProblems: wrong });
    const warnings = warningsFor({ draft, preview: preview.data, count: count.data, fields, optOutLine });
    return { problems, warnings };
  }
}
