"use client";

import { Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { askSafely } from "@/components/ui/ask";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatCounted, formatDuration } from "@/lib/format";
import type { ComposerActions, ComposerFacts } from "./types";

type SendButtonProps = {
  facts: ComposerFacts;
  name: string;
  /** The exact number; null while it is being counted. */
  eligible: number | null;
  /** Something stands in the way. */
  disabled: boolean;
  launch: ComposerActions["launch"];
  flush: () => Promise<number | null>;
  onRefused: (message: string) => void;
};

/** The number on the button is the number that is confirmed; if it is no longer true, nothing is sent. */
export function SendButton({ facts, name, eligible, disabled, launch, flush, onRefused }: SendButtonProps) {
  const router = useRouter();
  const [isLeaving, setLeaving] = useState(false);
  const label = `Send ${formatCounted(eligible ?? 0, "message")}`;
  const { campaignId } = facts;
  const send = async () => {
    const version = await flush();
    if (version === null) return onRefused("The draft could not be saved, so nothing was sent.");
    const result = await askSafely(launch, { campaignId, version, confirmedEligible: eligible ?? 0 });
    if (!result.ok) return onRefused(Object.values(result.error.fields)[0] ?? result.error.message);
    setLeaving(true);
    router.push(`/campaigns/${campaignId}`);
  };
  if (eligible === null) {
    return (
      <Button variant="primary" icon={<Send />} disabled>
        Counting…
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={
        <Button variant="primary" icon={<Send />} disabled={disabled} loading={isLeaving}>
          {label}
        </Button>
      }
      tone="primary"
      title={`${label} now?`}
      confirmLabel={label}
      onConfirm={send}
    >
      <p>
        “{name}” goes to {formatCounted(eligible, "person", "people")} and takes about{" "}
        {formatDuration(Math.max(1, eligible / facts.messagesPerSecond) * 1_000)}. You can pause or cancel what is not
        sent yet; what was sent cannot be taken back.
      </p>
    </ConfirmDialog>
  );
}
