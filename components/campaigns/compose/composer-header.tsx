"use client";

import { ArrowRight } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { formatCounted } from "@/lib/format";
import { DeleteDraftButton } from "./delete-draft-button";
import { personShown } from "./message/message-step";
import { SendTestDialog } from "./message/send-test-dialog";
import { SendButton } from "./review/send-button";
import { SavedNote } from "./saved-note";
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
  when: "When should it leave?",
  review: "Ready to send?",
};

const nextStep = { audience: "message", message: "when", when: "review" } as const;

export function ComposerHeader(props: ComposerHeaderProps) {
  const { step, facts } = props;
  const { handle, eligible, toConfirm } = props.state;
  const isLater = handle.draft.timing.start.kind !== "now";
  return (
    <PageHeader
      title={isLater && step === "review" ? "Ready to schedule?" : questions[step]}
      description={
        <span className="flex flex-wrap items-center gap-x-1.5">
          <SavedNote save={handle.save} zone={facts.zone} />
          <span aria-hidden>·</span>
          {reach(eligible)}
          {step === "review" && toConfirm > 0 ? <span>· {formatCounted(toConfirm, "check")} to confirm</span> : null}
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
        <SendIfAllowed {...props} />
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

function SendIfAllowed({ facts, actions, state }: ComposerHeaderProps) {
  const { draft, flush, save } = state.handle;
  const isBlocked = state.problems.length > 0 || state.toConfirm > 0 || save.kind === "conflict";
  if (!facts.maySend) return <p className="self-center text-ink-2">Somebody who may send has to press the button.</p>;
  return (
    <SendButton
      facts={facts}
      draft={draft}
      eligible={state.eligible}
      turns={state.turns}
      now={state.now}
      disabled={isBlocked}
      send={draft.timing.start.kind === "now" ? actions.launch : actions.schedule}
      flush={flush}
      onRefused={state.refused}
    />
  );
}
