"use client";

import { ListChecks, PenLine, Users } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { Callout } from "@/components/ui/callout";
import { type Step, Steps } from "@/components/ui/steps";
import { toast } from "@/components/ui/toast";
import { launchProblems } from "@/lib/campaigns/rules";
import { templateProblems } from "@/lib/campaigns/template-problems";
import type { AudienceSplit, CampaignDraft, Preview } from "@/lib/campaigns/views";
import { AudienceStep } from "./audience-step";
import { ComposerHeader } from "./composer-header";
import { ConflictNotice } from "./conflict-notice";
import { MessageStep } from "./message-step";
import type { Shown } from "./phone-preview";
import { ReviewStep } from "./review-step";
import { type ComposerActions, type ComposerFacts, type ComposerStep, composerSteps } from "./types";
import { useAnswer } from "./use-answer";
import { useDraft } from "./use-draft";
import { warningsFor } from "./warnings";

type ComposerProps = {
  initial: CampaignDraft;
  initialCount: AudienceSplit;
  initialPreview: Preview;
  facts: ComposerFacts;
  actions: ComposerActions;
};

const countRestMs = 250;
const previewRestMs = 600;

/** One draft in three steps. The step is in the address, so that back and reload work; the draft is here, whatever the step. */
export function Composer({ initial, initialCount, initialPreview, facts, actions }: ComposerProps) {
  const step = stepOf(useSearchParams().get("step"));
  const handle = useDraft(initial, actions);
  const { draft, change } = handle;
  const [recount, setRecount] = useState(0);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown>({ kind: "person", index: 0 });
  const count = useAnswer(actions.count, draft.audience, initialCount, countRestMs, recount);
  const question = { audience: draft.audience, body: draft.body };
  const preview = useAnswer(actions.preview, question, initialPreview, previewRestMs);
  const { optOutLine, fields } = facts;
  const eligible = count.isStale ? null : (count.data?.eligible ?? null);
  const wrong = templateProblems(draft.body, optOutLine);
  const problems = launchProblems({ ...draft, ...draft.audience, eligible: eligible ?? 1, templateProblems: wrong });
  const warnings = warningsFor({ draft, preview: preview.data, count: count.data, fields, optOutLine });
  const refused = (message: string) => {
    setRefusal(message);
    setRecount((before) => before + 1);
  };
  return (
    <>
      <Steps label="Steps of this campaign" steps={stepsFor(step, problems)} />
      <ComposerHeader
        step={step}
        facts={facts}
        handle={handle}
        eligible={eligible}
        isBlocked={problems.length > 0}
        preview={preview.data}
        shown={shown}
        actions={actions}
        onRefused={refused}
      />
      <ConflictNotice handle={handle} onTaken={() => toast.success("Their version is shown now")} />
      {refusal && step === "review" ? (
        <Callout tone="bad" role="alert" title="Nothing was sent">
          {refusal}
        </Callout>
      ) : null}
      {step === "audience" ? <AudienceStep draft={draft} change={change} tags={facts.tags} count={count} /> : null}
      {step === "message" ? (
        <MessageStep
          facts={facts}
          body={draft.body}
          onBody={(body) => change({ body })}
          preview={preview}
          count={count}
          shown={shown}
          onShow={setShown}
        />
      ) : null}
      {step === "review" ? (
        <ReviewStep
          facts={facts}
          draft={draft}
          count={count}
          preview={preview}
          problems={problems}
          warnings={warnings}
        />
      ) : null}
    </>
  );
}

function stepOf(text: string | null): ComposerStep {
  return composerSteps.find((step) => step === text) ?? "audience";
}

const stepLook = {
  audience: { label: "Name and audience", icon: <Users /> },
  message: { label: "Message", icon: <PenLine /> },
  review: { label: "Review", icon: <ListChecks /> },
} as const;

function stepsFor(current: ComposerStep, problems: readonly { field: string }[]): Step[] {
  const isDone: Record<ComposerStep, boolean> = {
    audience: !problems.some(({ field }) => field !== "body"),
    message: !problems.some(({ field }) => field === "body"),
    review: false,
  };
  return composerSteps.map((step) => ({
    ...stepLook[step],
    href: `?step=${step}`,
    state: stateOf(step === current, isDone[step]),
  }));
}

function stateOf(isCurrent: boolean, isDone: boolean): Step["state"] {
  if (isCurrent) return "current";
  return isDone ? "done" : "todo";
}
