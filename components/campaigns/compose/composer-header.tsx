"use client";

import { ArrowRight } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import type { Preview } from "@/lib/campaigns/views";
import { formatCounted } from "@/lib/format";
import { DeleteDraftButton } from "./delete-draft-button";
import { personShown } from "./message-step";
import type { Shown } from "./phone-preview";
import { SavedNote } from "./saved-note";
import { SendButton } from "./send-button";
import { SendTestDialog } from "./send-test-dialog";
import type { ComposerActions, ComposerFacts, ComposerStep } from "./types";
import type { DraftHandle } from "./use-draft";

type ComposerHeaderProps = {
  step: ComposerStep;
  facts: ComposerFacts;
  handle: DraftHandle;
  eligible: number | null;
  isBlocked: boolean;
  preview: Preview | null;
  shown: Shown;
  actions: ComposerActions;
  onRefused: (message: string) => void;
};

const questions: Record<ComposerStep, string> = {
  audience: "Who should get it?",
  message: "What do you want to say?",
  review: "Ready to send?",
};

const nextStep = { audience: "message", message: "review" } as const;

export function ComposerHeader(props: ComposerHeaderProps) {
  const { step, facts, handle, eligible } = props;
  return (
    <PageHeader
      title={questions[step]}
      description={
        <>
          <SavedNote save={handle.save} zone={facts.zone} /> · {reach(eligible)}
        </>
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
  const { step, facts, handle, eligible, isBlocked, preview, shown, actions, onRefused } = props;
  const { draft, flush, save } = handle;
  const test = (
    <SendTestDialog
      facts={facts}
      person={personShown(preview, shown)}
      disabled={draft.body.trim() === ""}
      test={actions.test}
      flush={flush}
    />
  );
  if (step === "review") {
    return (
      <>
        {test}
        {facts.maySend ? (
          <SendButton
            facts={facts}
            name={draft.name}
            eligible={eligible}
            disabled={isBlocked || save.kind === "conflict"}
            launch={actions.launch}
            flush={flush}
            onRefused={onRefused}
          />
        ) : (
          <p className="self-center text-ink-2">Somebody who may send has to press the button.</p>
        )}
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
