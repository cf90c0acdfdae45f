"use client";

import { RotateCcw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button, TextLink } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { callAction, type ServerAction } from "@/components/ui/server-action";
import { toast } from "@/components/ui/toast";
import type { CampaignName } from "@/lib/campaigns/views";
import { people } from "./figures";

export type FollowUp = ServerAction<{ campaignId: number; again: boolean }, { campaignId: number }>;

type FollowUpButtonProps = {
  campaignId: number;
  unreached: number;
  followUps: readonly CampaignName[];
  followUp: FollowUp;
};

/** A draft for those whom another try may reach. A second one has to be wanted. */
export function FollowUpButton({ campaignId, unreached, followUps, followUp }: FollowUpButtonProps) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const make = async (again: boolean) => {
    const result = await callAction(followUp, { campaignId, again });
    if (result.ok) return router.push(`/campaigns/${result.data.campaignId}/edit`);
    toast.error("No draft was made", { description: result.error.message });
    // Whatever stood in the way is on the page then.
    router.refresh();
  };
  const label = `Write to ${people(unreached)} again`;
  const [newest] = followUps;
  if (!newest) {
    return (
      <Button icon={<RotateCcw />} loading={isPending} onClick={() => start(() => make(false))}>
        {label}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={<Button icon={<RotateCcw />}>{label}</Button>}
      tone="primary"
      title="There is a follow-up already"
      confirmLabel="Make another one"
      onConfirm={() => make(true)}
    >
      <p>
        <TextLink href={`/campaigns/${newest.id}`}>{newest.name || "A campaign without a name"}</TextLink> goes to the
        same people. People who are in both may get the text twice.
      </p>
    </ConfirmDialog>
  );
}
