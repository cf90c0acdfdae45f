"use client";

import { Plus } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DialogActions } from "@/components/ui/dialog-actions";
import { type CreateCampaign, NewCampaignForm } from "./new-campaign-form";

export function NewCampaignButton({ create }: { create: CreateCampaign }) {
  return (
    <Dialog
      size="sm"
      title="New campaign"
      description="A draft that saves itself. Nothing is sent before you confirm the exact number."
      trigger={
        <Button variant="primary" icon={<Plus />}>
          New campaign
        </Button>
      }
    >
      <NewCampaignForm create={create}>
        {(isBusy) => <DialogActions submit="Create draft" isBusy={isBusy} />}
      </NewCampaignForm>
    </Dialog>
  );
}
