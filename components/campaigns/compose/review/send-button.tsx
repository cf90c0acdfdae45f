"use client";

import { CalendarClock, Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { callAction } from "@/components/ui/server-action";
import type { Draft } from "@/lib/campaigns/schema";
import type { Turns } from "@/lib/campaigns/views";
import type { ComposerActions, ComposerFacts } from "../types";
import { sendLabels } from "../when/when-words";
import { SendWords } from "./send-words";

type SendButtonProps = {
  facts: ComposerFacts;
  draft: Draft;
  /** The exact number; null while it is being counted. */
  eligible: number | null;
  turns: Turns | null;
  now: Date;
  /** Something stands in the way. */
  disabled: boolean;
  /** Sends now or schedules, whichever was chosen. */
  send: ComposerActions["launch"];
  flush: () => Promise<number | null>;
  onRefused: (message: string) => void;
};

/** The number on the button is the number that is confirmed; if it is no longer true, nothing is sent. */
export function SendButton(props: SendButtonProps) {
  const { facts, draft, eligible, turns, now, disabled, send, flush, onRefused } = props;
  const router = useRouter();
  const [isLeaving, setLeaving] = useState(false);
  const { campaignId } = facts;
  const confirm = async () => {
    const version = await flush();
    if (version === null) return onRefused("The draft could not be saved. Put right what is marked and try again.");
    const result = await callAction(send, { campaignId, version, confirmedEligible: eligible ?? 0 });
    if (!result.ok) return onRefused(Object.values(result.error.fields)[0] ?? result.error.message);
    setLeaving(true);
    router.push(`/campaigns/${campaignId}`);
  };
  const icon = draft.timing.start.kind === "now" ? <Send /> : <CalendarClock />;
  if (eligible === null) {
    return (
      <Button variant="primary" icon={icon} disabled>
        Counting…
      </Button>
    );
  }
  const { label, short, question } = sendLabels(draft.timing.start, eligible, now);
  return (
    <ConfirmDialog
      trigger={
        <Button variant="primary" icon={icon} disabled={disabled} loading={isLeaving} className={onPhones}>
          {label}
        </Button>
      }
      tone="primary"
      title={question}
      confirmLabel={short}
      onConfirm={confirm}
    >
      <SendWords facts={facts} draft={draft} eligible={eligible} turns={turns} now={now} />
    </ConfirmDialog>
  );
}

/** A date makes the words longer than a phone is wide: then they take a row, or two. */
const onPhones = "max-sm:h-auto max-sm:min-h-[34px] max-sm:basis-full! max-sm:whitespace-normal max-sm:py-1.5";
