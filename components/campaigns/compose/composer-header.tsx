"use client";

import { ArrowRight } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { formatCounted } from "@/lib/format";
import { DeleteDraftButton } from "./delete-draft-button";
import { personShown } from "./message-step";
import { SavedNote } from "./saved-note";
import { SendButton } from "./send-button";
import { SendTestDialog } from "./send-test-dialog";
import type { ComposerActions, ComposerFacts, ComposerStep } from "./types";
import type { ComposerState } from "./use-composer";

type ComposerHeaderProps = {
  step: ComposerStep;
  facts: ComposerFacts;
  actions: ComposerActions;
  state: ComposerState;
};

const questions: Record<ComposerStep, string> = {
  audience: "Who should get it?",
  message: "What do you want to say?",
  review: "Ready to send?",
};

const nextStep = { audience: "message", message: "review" } as const;

export function ComposerHeader(props: ComposerHeaderProps) {
  const { step, facts } = props;
  const { handle, eligible } = props.state;
  return (
    <PageHeader
      title={questions[step]}
      description={
        <span className="flex flex-wrap items-center gap-x-1.5">
          <SavedNote save={handle.save} zone={facts.zone} />
          <span aria-hidden>·</span>
          {reach(eligible)}
        </span>
      }
      actions={<HeaderActions {...props} />}
    />
  );
}

function reach(eligible: number | null): string {
  if (eligible === null) return "counting people";
  return `${formatCounted(eligible, "person", "people")} will get it`;
}

function HeaderActions(props: ComposerHeaderProps) {
  const { step, facts, actions, state } = props;
  const { draft, flush } = state.handle;
  const test = (
    <SendTestDialog
      facts={facts}
      person={personShown(state.preview.data, state.shown)}
      disabled={draft.body.trim() === ""}
      test={actions.test}
      flush={flush}
    />
  );
  if (step === "review") {
    return (
      <>
        {test}
        <SendOrAsk {...props} />
      </>
    );
  }
  return (
    <>
      {step === "audience" ? <DeleteDraftButton campaignId={facts.campaignId} remove={actions.remove} /> : test}
      <ButtonLink href={`?step=${nextStep[step]}`} variant="primary" iconAfter={<ArrowRight />}>
        Continue
      </ButtonLink>
    </>
  );
}

function SendOrAsk({ facts, actions, state }: ComposerHeaderProps) {
  const { draft, flush, save } = state.handle;
  if (!facts.maySend) return <p className="self-center text-ink-2">Somebody who may send has to press the button.</p>;
  return (
    <SendButton
      facts={facts}
      name={draft.name}
      eligible={state.eligible}
      disabled={state.problems.length > 0 || save.kind === "conflict"}
      launch={actions.launch}
      flush={flush}
      onRefused={state.refused}
    />
  );
}
