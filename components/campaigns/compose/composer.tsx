"use client";

import { Clock, ListChecks, PenLine, Users } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { Callout } from "@/components/ui/callout";
import { type Step, Steps } from "@/components/ui/steps";
import { toast } from "@/components/ui/toast";
import { fieldOfProblem, type LaunchProblem } from "@/lib/campaigns/problems";
import { AudienceStep } from "./audience/audience-step";
import { ComposerHeader } from "./composer-header";
import { ConflictNotice } from "./conflict-notice";
import { MessageStep } from "./message/message-step";
import { ReviewStep } from "./review/review-step";
import { type ComposerFacts, type ComposerStep, composerSteps, stepOfField } from "./types";
import { type ComposerProps, type ComposerState, useComposer } from "./use-composer";
import { WhenStep } from "./when/when-step";

/** One draft in four steps. The step is in the address, so that back and reload work; the draft is here, whatever the step. */
export function Composer(props: ComposerProps) {
  const step = stepOf(useSearchParams().get("step"));
  const state = useComposer(props, step);
  const { facts, actions } = props;
  const { handle, problems, refusal } = state;
  const isLater = handle.draft.timing.start.kind !== "now";
  return (
    <>
      <Steps label="Steps of this campaign" steps={stepsFor(step, problems)} />
      <ComposerHeader step={step} facts={facts} actions={actions} state={state} />
      <ConflictNotice handle={handle} onTaken={() => toast.success("Their version is shown now")} />
      {refusal && step === "review" ? (
        <Callout tone="bad" role="alert" title={isLater ? "Not scheduled" : "Nothing was sent"}>
          {refusal}
        </Callout>
      ) : null}
      <StepBody step={step} facts={facts} state={state} />
    </>
  );
}

type StepBodyProps = { step: ComposerStep; facts: ComposerFacts; state: ComposerState };

function StepBody({ step, facts, state }: StepBodyProps) {
  const { count, preview, shown, setShown, eligible, turns, now } = state;
  const { draft, change } = state.handle;
  switch (step) {
    case "audience":
      return <AudienceStep draft={draft} change={change} facts={facts} count={count} />;
    case "message": {
      const onBody = (body: string) => change({ body });
      const shownPerson = { preview, shown, onShow: setShown };
      return <MessageStep facts={facts} body={draft.body} onBody={onBody} count={count} {...shownPerson} />;
    }
    case "when":
      return <WhenStep facts={facts} draft={draft} change={change} eligible={eligible} turns={turns} now={now} />;
    case "review":
      return <ReviewStep facts={facts} state={state} />;
  }
}

function stepOf(text: string | null): ComposerStep {
  return composerSteps.find((step) => step === text) ?? "audience";
}

const stepLook = {
  audience: { label: "Name and audience", icon: <Users /> },
  message: { label: "Message", icon: <PenLine /> },
  when: { label: "When", icon: <Clock /> },
  review: { label: "Review", icon: <ListChecks /> },
} as const;

function stepsFor(current: ComposerStep, problems: readonly LaunchProblem[]): Step[] {
  const open = new Set(problems.map(({ code }) => stepOfField[fieldOfProblem[code]]));
  const isDone = (step: ComposerStep) => step !== "review" && !open.has(step);
  return composerSteps.map((step) => ({
    ...stepLook[step],
    href: `?step=${step}`,
    state: stateOf(step === current, isDone(step)),
  }));
}

function stateOf(isCurrent: boolean, isDone: boolean): Step["state"] {
  if (isCurrent) return "current";
  return isDone ? "done" : "todo";
}
