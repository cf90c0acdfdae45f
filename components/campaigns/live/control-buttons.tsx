"use client";

import { Copy, Pause, Play, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { callAction, type ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import { mayDo } from "@/lib/campaigns/rules";
import type { CampaignLive } from "@/lib/campaigns/views";
import { formatCounted } from "@/lib/format";
import type { Result } from "@/lib/result";
import type { FollowUp } from "./follow-up-button";

type Target = { campaignId: number };

export type ControlActions = {
  pause: ServerAction<Target, void>;
  resume: ServerAction<Target, void>;
  cancel: ServerAction<Target, void>;
  release: ServerAction<Target, void>;
  duplicate: ServerAction<Target, Target>;
  followUp: FollowUp;
};

type ControlButtonsProps = { live: CampaignLive; actions: ControlActions; mayControl: boolean; mayWrite: boolean };

/** One step on a phone, too: the words are on the buttons. */
export function ControlButtons({ live, actions, mayControl, mayWrite }: ControlButtonsProps) {
  const { run, isPending } = useControl();
  const target = { campaignId: live.id };
  const can = (verb: "pause" | "resume" | "cancel") => mayControl && mayDo(live.status, verb);
  return (
    <>
      {can("pause") ? (
        <Button icon={<Pause />} loading={isPending} onClick={() => run(actions.pause, target)}>
          Pause
        </Button>
      ) : null}
      {can("resume") ? (
        <Button variant="primary" icon={<Play />} loading={isPending} onClick={() => run(actions.resume, target)}>
          Resume
        </Button>
      ) : null}
      {can("cancel") ? <CancelTheRest live={live} onCancel={() => run(actions.cancel, target)} /> : null}
      {mayWrite && !can("cancel") ? <DuplicateButton target={target} duplicate={actions.duplicate} /> : null}
    </>
  );
}

export function useControl() {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const run = (action: ServerAction<Target, void>, target: Target) =>
    start(async () => {
      report(await callAction(action, target));
      // Whatever the answer, the page shows what is true now.
      router.refresh();
    });
  return { run, isPending };
}

function report(result: Result<unknown>) {
  if (!result.ok) toast.error("Nothing was changed", { description: result.error.message });
}

/** Above this the number has to be typed. */
const largeCount = 1_000;

function CancelTheRest({ live, onCancel }: { live: CampaignLive; onCancel: () => void }) {
  const { toGo } = live.ledger;
  const messages = formatCounted(toGo, "message");
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger" icon={<X />}>
          Cancel the rest
        </Button>
      }
      title={live.isExpanded ? `Cancel the ${messages} not sent yet?` : "Cancel everything not sent yet?"}
      confirmLabel={live.isExpanded ? `Cancel ${messages}` : "Cancel the rest"}
      {...(live.isExpanded && live.status === "paused" && toGo >= largeCount ? { typeCount: toGo } : {})}
      onConfirm={onCancel}
    >
      <p>
        These people will not get this campaign, and it cannot be resumed.{" "}
        {live.ledger.accepted > 0
          ? `Sinch accepted ${formatCounted(live.ledger.accepted, "message already, which still arrives", "messages already, which still arrive")}. `
          : ""}
        {live.status === "paused" ? null : "Sending goes on until you confirm, so the number may go down meanwhile."}
      </p>
    </ConfirmDialog>
  );
}

function DuplicateButton({ target, duplicate }: { target: Target; duplicate: ControlActions["duplicate"] }) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const copy = () =>
    start(async () => {
      const result = await callAction(duplicate, target);
      if (result.ok) router.push(`/campaigns/${result.data.campaignId}/edit`);
      else report(result);
    });
  return (
    <Button icon={<Copy />} loading={isPending} onClick={copy}>
      Use as a template
    </Button>
  );
}
