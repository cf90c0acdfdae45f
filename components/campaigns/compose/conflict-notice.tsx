import { GitMerge } from "lucide-react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { isDraft, isScheduled } from "@/lib/campaigns/status";
import type { DraftHandle } from "./use-draft";

type ConflictNoticeProps = { handle: DraftHandle; onTaken: () => void };

/** Two people wrote at once: both texts are still there, and the reader decides which one stays. */
export function ConflictNotice({ handle, onTaken }: ConflictNoticeProps) {
  const { save, keepMine, takeTheirs } = handle;
  if (save.kind !== "conflict") return null;
  const { theirs } = save;
  if (!isDraft(theirs.status))
    return <GoneMeanwhile campaignId={theirs.id} wasScheduled={isScheduled(theirs.status)} />;
  const take = () => {
    takeTheirs();
    onTaken();
  };
  const choices = (
    <>
      <Button onClick={take}>Use theirs</Button>
      <Button variant="primary" onClick={keepMine}>
        Keep mine
      </Button>
    </>
  );
  return (
    <Callout tone="warn" role="alert" icon={<GitMerge />} title="Somebody else saved this draft" action={choices}>
      <p>Yours is still here and not saved yet. Theirs is called “{theirs.name}” and says:</p>
      <blockquote className="mt-1.5 max-h-32 overflow-y-auto border-l-2 border-line-strong pl-3 whitespace-pre-wrap wrap-anywhere">
        {theirs.body.trim() || "(no text yet)"}
      </blockquote>
    </Callout>
  );
}

function GoneMeanwhile({ campaignId, wasScheduled }: { campaignId: number; wasScheduled: boolean }) {
  return (
    <Callout
      tone="warn"
      role="alert"
      icon={<GitMerge />}
      title={`This campaign was ${wasScheduled ? "scheduled" : "sent"} in the meantime`}
      action={
        <ButtonLink href={`/campaigns/${campaignId}`}>{wasScheduled ? "See when" : "See how it goes"}</ButtonLink>
      }
    >
      What you changed since could not be saved. It stays on this page until you leave it.
    </Callout>
  );
}
